import {
  type ConstValueNode,
  coerceInputValue,
  type GraphQLInputType,
  getNullableType,
  isInputObjectType,
  isListType,
  valueFromAST,
} from 'graphql';

/** An argument or input field: graphql 16 has its default in `defaultValue`, graphql 17 in `default`. */
export interface WithDefault {
  readonly type: GraphQLInputType;
  readonly defaultValue?: unknown;
  readonly default?:
    | { readonly literal: ConstValueNode; readonly value?: never }
    | { readonly value: unknown; readonly literal?: never }
    | undefined;
}

/** Returns the coerced default of an argument or input field; undefined when it has none. */
export function defaultValueOf({ type, defaultValue, default: written }: WithDefault): unknown {
  if (defaultValue !== undefined || written === undefined) return defaultValue;
  return written.literal === undefined
    ? coerceInputValue(written.value, type, () => undefined)
    : // With graphql 17, this function does not know the defaults of input fields.
      withDefaults(valueFromAST(written.literal, type), type);
}

/** Adds the defaults of the input fields that a coerced value does not have. */
export function withDefaults(value: unknown, inputType: GraphQLInputType): unknown {
  const type = getNullableType(inputType);
  if (isListType(type)) {
    return Array.isArray(value) ? value.map((each) => withDefaults(each, type.ofType)) : value;
  }
  if (!isInputObjectType(type) || typeof value !== 'object' || value === null) return value;
  // The cast is safe: the value of an input object is an object with its fields.
  return valuesWithDefaults(Object.values(type.getFields()), value as Record<string, unknown>);
}

/** Adds the defaults of the inputs, and of the input fields within them, that coerced values do not have. */
export function valuesWithDefaults(
  inputs: ReadonlyArray<WithDefault & { readonly name: string }>,
  values: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const complete: Record<string, unknown> = {};
  for (const input of inputs) {
    const { name, type } = input;
    const value = Object.hasOwn(values, name) ? withDefaults(values[name], type) : defaultValueOf(input);
    if (value !== undefined) complete[name] = value;
  }
  return complete;
}
