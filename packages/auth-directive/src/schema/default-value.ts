import { type ConstValueNode, coerceInputValue, type GraphQLInputType, valueFromAST } from 'graphql';

/** An argument or input field: graphql 16 has its default in `defaultValue`, graphql 17 in `default`. */
interface WithDefault {
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
    : valueFromAST(written.literal, type);
}
