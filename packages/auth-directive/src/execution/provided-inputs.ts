import {
  type FieldNode,
  type GraphQLEnumType,
  type GraphQLInputType,
  getNamedType,
  getNullableType,
  isEnumType,
  isListType,
  Kind,
  type OperationDefinitionNode,
  type ValueNode,
} from 'graphql';
import type { ElementRule, InputPosition, InputRules } from '../schema/input-rules.js';
import { isEqual } from './decision-cache.js';

/** A rule to ask, at one place in the arguments. Answers whether what lies below is looked at too. */
export type VisitRule = (rule: ElementRule, argumentPath: string) => boolean;

/** Where variables are read: as the client sent them, or, where that is not known, as they were coerced. */
export interface VariableSource {
  readonly operation: OperationDefinitionNode;
  readonly coerced: Fields;
  readonly raw: Fields | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

interface Search {
  readonly rules: InputRules;
  readonly variables: VariableSource;
  readonly visit: VisitRule;
}

/** Something that was provided: in the document, or in a variable as the client sent it, or as it was coerced. */
type Provided =
  | { readonly kind: 'literal'; readonly node: ValueNode }
  | { readonly kind: 'raw'; readonly value: unknown }
  | { readonly kind: 'coerced'; readonly value: unknown };

/**
 * Visits the rules of everything that the caller provided to a field: by a literal, a variable, or the
 * variable's own default. A default of the schema is not provided; an explicit null is. Coerced variables no
 * longer tell the two apart, so there a value equal to the schema's default counts as that default: to the
 * resolver they are the same.
 */
export function visitProvided(
  positions: readonly InputPosition[],
  rules: InputRules,
  node: FieldNode,
  variables: VariableSource,
  visit: VisitRule,
): void {
  const search: Search = { rules, variables, visit };
  for (const { name, value } of node.arguments ?? []) {
    const position = positions.find((each) => each.name === name.value);
    if (position !== undefined)
      visitPosition(search, position, { kind: 'literal', node: value }, position.name);
  }
}

/** The position's own rule first, and below a refusal nothing. What a variable did not bring was not provided. */
function visitPosition(search: Search, position: InputPosition, given: Provided, path: string): void {
  const provided = resolveVariable(search, given);
  if (provided === undefined) return;
  if (position.own !== undefined && !search.visit(position.own, path)) return;
  visitValue(search, position.type, provided, path);
}

function visitValue(search: Search, type: GraphQLInputType, given: Provided, path: string): void {
  const provided = resolveVariable(search, given);
  if (provided === undefined) return;
  const nullable = getNullableType(type);
  if (!isNull(provided) && isListType(nullable)) {
    for (const [index, item] of itemsOf(provided).entries()) {
      visitValue(search, nullable.ofType, item, `${path}.${index}`);
    }
    return;
  }
  const rules = search.rules.types.get(getNamedType(type).name);
  if (rules === undefined) return;
  if (rules.own !== undefined && !search.visit(rules.own, path)) return;
  for (const position of rules.fields.values()) {
    const member = memberOf(provided, position);
    if (member !== undefined) visitPosition(search, position, member, `${path}.${position.name}`);
  }
  if (isEnumType(nullable)) {
    const rule = rules.values.get(nameOf(nullable, provided));
    if (rule !== undefined) search.visit(rule, path);
  }
}

/** What stands behind a variable; the thing itself where it is none; undefined where nothing was provided. */
function resolveVariable({ variables }: Search, provided: Provided): Provided | undefined {
  if (provided.kind !== 'literal' || provided.node.kind !== Kind.VARIABLE) return provided;
  const name = provided.node.name.value;
  const { raw, coerced, operation } = variables;
  if (raw === undefined) {
    return Object.hasOwn(coerced, name) ? { kind: 'coerced', value: coerced[name] } : undefined;
  }
  if (Object.hasOwn(raw, name)) return { kind: 'raw', value: raw[name] };
  const definition = operation.variableDefinitions?.find(({ variable }) => variable.name.value === name);
  return definition?.defaultValue && { kind: 'literal', node: definition.defaultValue };
}

function isNull(provided: Provided): boolean {
  if (provided.kind === 'literal') return provided.node.kind === Kind.NULL;
  return provided.value === null || provided.value === undefined;
}

/** The items of a list; a single value counts as a list of one, as GraphQL coerces it. */
function itemsOf(provided: Provided): readonly Provided[] {
  if (provided.kind === 'literal') {
    const nodes = provided.node.kind === Kind.LIST ? provided.node.values : [provided.node];
    return nodes.map((node) => ({ kind: 'literal', node }));
  }
  const { kind, value } = provided;
  const values: readonly unknown[] = isIterable(value) ? [...value] : [value];
  return values.map((each) => ({ kind, value: each }));
}

/** One field of an input object, when it was provided. */
function memberOf(provided: Provided, { name, defaultValue }: InputPosition): Provided | undefined {
  if (provided.kind === 'literal') {
    const fields = provided.node.kind === Kind.OBJECT ? provided.node.fields : [];
    const field = fields.find((each) => each.name.value === name);
    return field && { kind: 'literal', node: field.value };
  }
  const { kind, value } = provided;
  if (!isFields(value)) return undefined;
  const member = value[name];
  if (kind === 'raw') return member === undefined ? undefined : { kind, value: member };
  if (!Object.hasOwn(value, name)) return undefined;
  return isEqual(member, defaultValue) ? undefined : { kind, value: member };
}

function nameOf(type: GraphQLEnumType, provided: Provided): string {
  if (provided.kind === 'literal') return provided.node.kind === Kind.ENUM ? provided.node.value : '';
  if (provided.kind === 'raw') return String(provided.value);
  return type.getValues().find(({ value }) => Object.is(value, provided.value))?.name ?? '';
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}
