import type { Condition, ConditionValue, Filter } from '../../src/index.js';

/** Returns whether a filter admits an object: the meaning of conditions, without any database. */
export function matchesFilter(filter: Filter, object: object): boolean {
  if (filter.kind !== 'conditions') return filter.kind === 'all';
  return filter.anyOf.some((group) => group.every((condition) => matches(condition, object)));
}

function matches(condition: Condition, object: object): boolean {
  switch (condition.kind) {
    case 'equals':
      return equals(propertyOf(object, condition.property), condition.value);
    case 'in':
      return condition.values.some((each) => equals(propertyOf(object, condition.property), each));
    case 'isNull':
      return propertyOf(object, condition.property) === null;
    case 'and':
      return condition.conditions.every((each) => matches(each, object));
    case 'or':
      return condition.conditions.some((each) => matches(each, object));
    case 'not':
      return !matches(condition.condition, object);
    case 'custom':
      throw new Error('A custom condition has no meaning here.');
  }
}

function propertyOf(object: object, property: string): unknown {
  return Reflect.get(object, property) ?? null;
}

function equals(actual: unknown, expected: ConditionValue): boolean {
  const plain = (value: unknown): unknown => (value instanceof Date ? value.getTime() : value);
  return plain(actual) === plain(expected);
}
