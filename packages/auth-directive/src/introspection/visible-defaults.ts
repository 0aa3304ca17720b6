import {
  astFromValue,
  type ConstValueNode,
  type GraphQLArgument,
  type GraphQLInputType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  Kind,
  type ValueNode,
} from 'graphql';
import { defaultValueOf } from '../schema/default-value.js';

/** An argument or input field; graphql 17 has its default in `default`. */
export type InputWithDefault = Pick<GraphQLArgument, 'type' | 'defaultValue'> & {
  readonly default?: { readonly literal?: ConstValueNode; readonly value?: unknown } | undefined;
};

/** Returns whether the default of an input contains an enum value that is not visible. */
export function isDefaultHidden(input: InputWithDefault, visible: ReadonlySet<string>): boolean {
  const literal = literalOf(input);
  return literal !== undefined && visibleLiteral(literal, input.type, visible) === undefined;
}

/** Returns the default without its hidden input fields; undefined when it has none that is visible. */
export function visibleDefault(
  input: InputWithDefault,
  visible: ReadonlySet<string>,
): ConstValueNode | undefined {
  const literal = literalOf(input);
  return literal && visibleLiteral(literal, input.type, visible);
}

function literalOf(input: InputWithDefault): ConstValueNode | undefined {
  if (input.default?.literal !== undefined) return input.default.literal;
  const value = defaultValueOf(input as GraphQLArgument);
  // The cast is safe: a literal that is created from a value contains no variables.
  return value === undefined ? undefined : ((astFromValue(value, input.type) ?? undefined) as ConstValueNode);
}

function visibleLiteral(
  literal: ValueNode,
  inputType: GraphQLInputType,
  visible: ReadonlySet<string>,
): ConstValueNode | undefined {
  const type = getNullableType(inputType);
  if (isListType(type)) {
    if (literal.kind !== Kind.LIST) return visibleLiteral(literal, type.ofType, visible);
    const values = literal.values.map((each) => visibleLiteral(each, type.ofType, visible));
    return values.includes(undefined) ? undefined : { ...literal, values: values.filter(isLiteral) };
  }
  if (isEnumType(type) && literal.kind === Kind.ENUM) {
    return visible.has(`${type.name}.${literal.value}`) ? literal : undefined;
  }
  if (!isInputObjectType(type) || literal.kind !== Kind.OBJECT) return literal as ConstValueNode;
  const fields = literal.fields
    .filter(({ name }) => visible.has(`${type.name}.${name.value}`))
    .map((field) => {
      const member = type.getFields()[field.name.value];
      return { field, value: member && visibleLiteral(field.value, member.type, visible) };
    });
  if (fields.some(({ value }) => value === undefined)) return undefined;
  return {
    ...literal,
    fields: fields.flatMap(({ field, value }) => (value === undefined ? [] : [{ ...field, value }])),
  };
}

function isLiteral(literal: ConstValueNode | undefined): literal is ConstValueNode {
  return literal !== undefined;
}

/**
 * Adds the defaults of inputs that the caller cannot see: a resolver receives the same values as from the
 * whole schema.
 */
export function withHiddenDefaults(
  inputs: readonly GraphQLArgument[],
  values: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const complete: Record<string, unknown> = {};
  for (const input of inputs) {
    const { name } = input;
    const value = Object.hasOwn(values, name)
      ? completeValue(values[name], input.type)
      : defaultValueOf(input);
    if (value !== undefined) complete[name] = value;
  }
  return complete;
}

function completeValue(value: unknown, inputType: GraphQLInputType): unknown {
  const type = getNullableType(inputType);
  if (isListType(type)) {
    return Array.isArray(value) ? value.map((each) => completeValue(each, type.ofType)) : value;
  }
  if (!isInputObjectType(type) || typeof value !== 'object' || value === null) return value;
  // The cast is safe: the value of an input object is an object with its fields.
  return withHiddenDefaults(Object.values(type.getFields()), value as Record<string, unknown>);
}
