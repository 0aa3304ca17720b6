import type { GraphQLSchema } from 'graphql';
import type { ResolvedCaller } from '../core/resolved-caller.js';
import type { Rule } from '../core/rule.js';
import { createRuleTable } from '../core/rule-table.js';
import type { GuardedSchema } from '../schema/guarded-schema.js';
import type { ElementRule } from '../schema/input-rules.js';
import { isRefusedByFacts } from './refused-by-facts.js';
import { visibleElements } from './visible-elements.js';
import { buildVisibleSchema } from './visible-schema.js';

/** How many visible schemas of one schema are kept: callers differ by few sets of facts. */
const MAX_SCHEMAS = 64;

/** Returns the schema that one caller may see. */
export type VisibleSchemaOf = (resolvedCaller: ResolvedCaller) => GraphQLSchema;

/**
 * Creates the visible schemas of one schema. Callers to whom the same rules are closed share one, so that its
 * cache does not depend on how many callers, roles or scopes there are.
 */
export function createVisibleSchemas(
  schema: GraphQLSchema,
  guarded: GuardedSchema,
  onBuilt: (visible: GraphQLSchema) => void,
): VisibleSchemaOf {
  let rules: readonly Rule[] | undefined;
  const schemas = new Map<string, GraphQLSchema>();
  return (resolvedCaller) => {
    rules ??= distinctRules(guarded);
    const key = rules.map((rule) => (isRefusedByFacts(rule, resolvedCaller) ? '1' : '0')).join('');
    let visible = schemas.get(key);
    if (visible === undefined) {
      const elements = visibleElements(guarded, (rule) => !isRefusedByFacts(rule, resolvedCaller));
      visible = buildVisibleSchema(schema, elements, guarded.host);
      onBuilt(visible);
    }
    // The least recently used one is the first one.
    schemas.delete(key);
    schemas.set(key, visible);
    const [oldest] = schemas.keys();
    if (schemas.size > MAX_SCHEMAS && oldest !== undefined) schemas.delete(oldest);
    return visible;
  };
}

function distinctRules({ fields, edges, inputs }: GuardedSchema): readonly Rule[] {
  const rules = new Set<Rule>();
  const compile = createRuleTable();
  const add = (rule: Rule): void => void rules.add(compile(rule).rule);
  const addOwn = ({ own }: { readonly own: ElementRule | undefined }): void => {
    if (own !== undefined) add(own.compiled.rule);
  };
  for (const { full, before, elevates } of fields.values()) add(elevates ? before : full);
  for (const { rule } of edges.values()) add(rule);
  for (const positions of inputs.fields.values()) positions.forEach(addOwn);
  for (const type of inputs.types.values()) {
    addOwn(type);
    for (const position of type.fields.values()) addOwn(position);
    for (const { compiled } of type.values.values()) add(compiled.rule);
  }
  return [...rules];
}
