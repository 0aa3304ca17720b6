import {
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { edgeRules, onDenyOf } from './read-rules.js';
import type { SeededRandom } from './seeded-random.js';
import type {
  DataSet,
  ReferenceCaller,
  ReferenceRoles,
  Request,
  StoredObject,
  StoredValue,
} from './types.js';
import { everyCaller } from './vary-hidden-data.js';
import { judge } from './verdict.js';

/** Returns the objects of a data set that each of the callers is refused. */
function refusedObjects(
  schema: GraphQLSchema,
  roles: ReferenceRoles,
  callers: readonly ReferenceCaller[],
  data: DataSet,
): readonly (readonly [string, StoredObject])[] {
  return Object.entries(data).filter(([, object]) => {
    const type = schema.getType(object.type);
    if (!isObjectType(type)) return false;
    const question = { rules: edgeRules(type), subject: { object, args: {} } };
    return callers.every((caller) => judge([question], caller, roles).truth === 'no');
  });
}

function isPossible(schema: GraphQLSchema, type: GraphQLOutputType, typeName: string): boolean {
  const named = getNamedType(type);
  const object = schema.getType(typeName);
  if (named === object) return true;
  return isObjectType(object) && 'resolveType' in named && schema.isSubType(named, object);
}

/** Adds references to the innermost lists of a value, at any position. */
function withItems(
  random: SeededRandom,
  type: GraphQLOutputType,
  storedValue: StoredValue,
  ids: readonly string[],
): StoredValue {
  if (isNonNullType(type)) return withItems(random, type.ofType, storedValue, ids);
  if (!isListType(type) || !Array.isArray(storedValue)) return storedValue;
  const { ofType: itemType } = type;
  const items: StoredValue[] = storedValue.map((item: StoredValue) => withItems(random, itemType, item, ids));
  if (isListType(isNonNullType(itemType) ? itemType.ofType : itemType)) return items;
  for (let more = 1 + random.below(3); more > 0; more -= 1) {
    items.splice(random.below(items.length + 1), 0, { ref: random.pick(ids) });
  }
  return items;
}

/**
 * Returns a data set that differs from the request's only in the number of items that lists with
 * `onDeny: FILTER` leave out for this caller, and how many lists differ.
 */
export function varyRefusedItems(
  random: SeededRandom,
  schema: GraphQLSchema,
  roles: ReferenceRoles,
  request: Request,
): { readonly data: DataSet; readonly changes: number } {
  const { data } = request;
  const refused = refusedObjects(schema, roles, everyCaller(request), data);
  let changes = 0;
  const varied = Object.entries(data).map(([id, object]): [string, StoredObject] => {
    const type = schema.getType(object.type);
    if (!isObjectType(type)) return [id, object];
    const fieldValues = Object.entries(object.fieldValues).map(([name, value]): [string, StoredValue] => {
      const field = type.getFields()[name];
      if (field === undefined || onDenyOf(type, name) !== 'FILTER') return [name, value];
      const ids = refused.flatMap(([other, { type: typeName }]) =>
        isPossible(schema, field.type, typeName) ? [other] : [],
      );
      if (ids.length === 0 || !Array.isArray(value)) return [name, value];
      changes += 1;
      return [name, withItems(random, field.type, value, ids)];
    });
    return [id, { ...object, fieldValues: Object.fromEntries(fieldValues) }];
  });
  return { data: Object.fromEntries(varied), changes };
}
