/** A value that a property is compared with. */
export type ConditionValue = string | number | bigint | boolean | Date;

/**
 * A condition on the properties of an object. It holds or it does not: a property that is null or missing
 * equals nothing, so `not` of such a comparison holds. `or` of nothing does not hold; `and` has at least one
 * condition. A `custom` condition is meant for the host's own adapter and has no other meaning.
 */
export type Condition =
  | { readonly kind: 'equals'; readonly property: string; readonly value: ConditionValue }
  | { readonly kind: 'in'; readonly property: string; readonly values: readonly ConditionValue[] }
  | { readonly kind: 'isNull'; readonly property: string }
  | { readonly kind: 'and' | 'or'; readonly conditions: readonly Condition[] }
  | { readonly kind: 'not'; readonly condition: Condition }
  | { readonly kind: 'custom'; readonly value: unknown };

/** Returns whether a value that the host application has created is a condition. */
export function isCondition(value: unknown): value is Condition {
  const candidate: Readonly<Record<string, unknown>> = Object(value);
  const { property, conditions } = candidate;
  switch (candidate['kind']) {
    case 'equals':
      return isProperty(property) && isConditionValue(candidate['value']);
    case 'in':
      return isProperty(property) && isListOf(candidate['values'], isConditionValue);
    case 'isNull':
      return isProperty(property);
    case 'and':
      return isListOf(conditions, isCondition) && conditions.length > 0;
    case 'or':
      return isListOf(conditions, isCondition);
    case 'not':
      return isCondition(candidate['condition']);
    case 'custom':
      return candidate['value'] !== undefined;
    default:
      return false;
  }
}

function isProperty(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function isListOf<T>(value: unknown, isItem: (item: unknown) => item is T): value is readonly T[] {
  return Array.isArray(value) && value.every(isItem);
}

function isConditionValue(value: unknown): value is ConditionValue {
  if (value instanceof Date) return !Number.isNaN(value.getTime());
  return typeof value === 'number'
    ? Number.isFinite(value)
    : ['string', 'bigint', 'boolean'].includes(typeof value);
}
