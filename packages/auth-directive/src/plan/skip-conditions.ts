import {
  type FieldNode,
  type FragmentSpreadNode,
  type InlineFragmentNode,
  Kind,
  type ValueNode,
} from 'graphql';

/** One `@skip` or `@include`. */
export interface Condition {
  /** What the value must be for the selection to be skipped. */
  readonly skippedWhen: boolean;
  readonly value: { readonly variable: string } | { readonly literal: boolean };
}

/** The conditions of a selection. */
export function conditionsOf(
  node: FieldNode | FragmentSpreadNode | InlineFragmentNode,
): readonly Condition[] {
  return (node.directives ?? []).flatMap(({ name, arguments: args }) => {
    if (name.value !== 'skip' && name.value !== 'include') return [];
    const value = args?.find((arg) => arg.name.value === 'if')?.value;
    return value === undefined ? [] : conditionOf(value, name.value === 'skip');
  });
}

/** Whether the selection is left out with these coerced variables. A condition that cannot be read leaves it in. */
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
