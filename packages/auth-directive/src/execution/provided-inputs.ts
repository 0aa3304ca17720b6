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
import { isEqual } from '../core/is-equal.js';
import { isIterable } from '../core/is-iterable.js';
import type { ElementRule, InputPosition, InputRules, InputTypeRules } from '../schema/input-rules.js';

/** Visits a rule at one path in the arguments. Returns whether to descend further. */
export type VisitRule = (rule: ElementRule, argumentPath: string) => boolean;

/** The variables: as the client sent them or, when these are not available, as they were coerced. */
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

/** A provided value: a literal of the document, or a variable as sent or as coerced. */
type Provided =
  | { readonly kind: 'literal'; readonly node: ValueNode }
  | { readonly kind: 'raw'; readonly value: unknown }
  | { readonly kind: 'coerced'; readonly value: unknown };

/**
 * Visits the rules of everything that the caller provided to a field: by a literal, a variable or the
 * variable's own default. A default of the schema does not count as provided; an explicit null does. Coerced
 * variables do not distinguish the two, so there a value equal to the schema's default counts as that
 * default: to the resolver they are the same.
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

/** Visits the position's own rule first, and nothing below a refusal. An absent variable was not provided. */
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
  if (isEnumType(nullable) && !isNull(provided))
    visitEnumValue(search, nullable, rules.values, provided, path);
}

/** Visits the rule of an enum value. A value that only the enum's own parser knows may be any of them. */
function visitEnumValue(
  { visit }: Search,
  type: GraphQLEnumType,
  rules: InputTypeRules['values'],
  provided: Provided,
  path: string,
): void {
  const name = enumValueName(type, provided);
  const rule = rules.get(name);
  if (rule !== undefined) visit(rule, path);
  else if (!type.getValue(name)) [...rules.values()].every((each) => visit(each, path));
}

/** Returns the value of a variable, or any other value unchanged; undefined when nothing was provided. */
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

/** Returns the items of a list. A single value counts as a list of one, as in GraphQL's coercion. */
function itemsOf(provided: Provided): readonly Provided[] {
  if (provided.kind === 'literal') {
    const nodes = provided.node.kind === Kind.LIST ? provided.node.values : [provided.node];
    return nodes.map((node) => ({ kind: 'literal', node }));
  }
  const { kind, value } = provided;
  const values: readonly unknown[] = isIterable(value) ? [...value] : [value];
  return values.map((each) => ({ kind, value: each }));
}

/** Returns one field of an input object; undefined when it was not provided. */
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

function enumValueName(type: GraphQLEnumType, provided: Provided): string {
  if (provided.kind === 'literal') return provided.node.kind === Kind.ENUM ? provided.node.value : '';
  if (provided.kind === 'raw') return String(provided.value);
  return type.getValues().find(({ value }) => Object.is(value, provided.value))?.name ?? '';
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}
