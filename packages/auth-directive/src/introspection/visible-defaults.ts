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

/**
 * Returns whether the default of an input shows something hidden: an enum value or, with graphql 17, an input
 * field. graphql 16 prints a default without the fields that its type does not have.
 */
export function isDefaultHidden(input: InputWithDefault, visible: ReadonlySet<string>): boolean {
  const literal = input.default?.literal ?? literalOf(defaultValueOf(input as GraphQLArgument), input.type);
  return literal !== undefined && showsHidden(literal, input.type, visible, input.default !== undefined);
}

function literalOf(value: unknown, type: GraphQLInputType): ValueNode | undefined {
  return value === undefined ? undefined : (astFromValue(value, type) ?? undefined);
}

function showsHidden(
  literal: ValueNode,
  inputType: GraphQLInputType,
  visible: ReadonlySet<string>,
  printsFields: boolean,
): boolean {
  const type = getNullableType(inputType);
  if (isListType(type)) {
    const items = literal.kind === Kind.LIST ? literal.values : [literal];
    return items.some((each) => showsHidden(each, type.ofType, visible, printsFields));
  }
  if (isEnumType(type)) return literal.kind === Kind.ENUM && !visible.has(`${type.name}.${literal.value}`);
  if (!isInputObjectType(type) || literal.kind !== Kind.OBJECT) return false;
  return literal.fields.some(({ name, value }) => {
    const member = type.getFields()[name.value];
    if (member === undefined || !visible.has(`${type.name}.${name.value}`)) return printsFields;
    return showsHidden(value, member.type, visible, printsFields);
  });
}
