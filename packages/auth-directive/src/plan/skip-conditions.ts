import {
  type FieldNode,
  type FragmentSpreadNode,
  type InlineFragmentNode,
  Kind,
  type ValueNode,
} from 'graphql';

/** One `@skip` or `@include`. */
export interface Condition {
  /** The value that skips the selection. */
  readonly skippedWhen: boolean;
  readonly value: { readonly variable: string } | { readonly literal: boolean };
}

export function conditionsOf(
  node: FieldNode | FragmentSpreadNode | InlineFragmentNode,
): readonly Condition[] {
  return (node.directives ?? []).flatMap(({ name, arguments: args }) => {
    if (name.value !== 'skip' && name.value !== 'include') return [];
    const value = args?.find((arg) => arg.name.value === 'if')?.value;
    return value === undefined ? [] : conditionOf(value, name.value === 'skip');
  });
}

/**
 * Returns whether the selection is skipped with these coerced variables. An unreadable condition does not
 * skip.
 */
export function isSkipped(
  conditions: readonly Condition[],
  variables: Readonly<Record<string, unknown>>,
): boolean {
  return conditions.some(({ skippedWhen, value }) => {
    const actual = 'literal' in value ? value.literal : variables[value.variable];
    return actual === skippedWhen;
  });
}

function conditionOf(value: ValueNode, skippedWhen: boolean): readonly Condition[] {
  if (value.kind === Kind.VARIABLE) return [{ skippedWhen, value: { variable: value.name.value } }];
  if (value.kind === Kind.BOOLEAN) return [{ skippedWhen, value: { literal: value.value } }];
  return [];
}
