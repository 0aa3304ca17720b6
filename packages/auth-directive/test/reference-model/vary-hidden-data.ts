import {
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { generateValue } from './generate-data.js';
import { edgeRules, elevates as elevatesCaller, fieldRules } from './read-rules.js';
import type { SeededRandom } from './seeded-random.js';
import type {
  DataSet,
  ReferenceCaller,
  ReferenceRoles,
  Request,
  StoredObject,
  StoredValue,
} from './types.js';
import { judge } from './verdict.js';

/** Returns false when the field of this object cannot run for this caller. */
function mayRun(
  schema: GraphQLSchema,
  roles: ReferenceRoles,
  caller: ReferenceCaller,
  type: GraphQLObjectType,
  object: StoredObject,
  fieldName: string,
): boolean {
  const field = type.getFields()[fieldName];
  if (field === undefined) return false;
  const isRoot = [schema.getQueryType(), schema.getMutationType()].includes(type);
  // Arguments may decide a policy either way, so a rule that passes for some arguments counts as passing.
  return [{ open: true }, { open: false }].some((args) => {
    const subject = { object: isRoot ? undefined : object, args };
    const questions = [
      { rules: fieldRules(type, fieldName), subject },
      { rules: edgeRules(getNamedType(field.type)), subject: undefined },
    ];
    return judge(questions, caller, roles).truth !== 'no';
  });
}

/**
 * Returns every caller for whom a part of an operation may be evaluated: the caller of the request, and
 * each elevated one.
 */
export function everyCaller(request: Request): ReferenceCaller[] {
  if (!/\blogin\b/.test(request.source)) return [request.caller];
  const elevated = Object.values(request.data).flatMap((object) => object.elevates ?? []);
  return [request.caller, ...elevated, { kind: 'anonymous' }];
}

function isNullish(storedValue: StoredValue): boolean {
  return storedValue === null;
}

/**
 * Returns another value for a field. Whether there is a value stays the same where a mutation without an
 * elevated caller may reveal it.
 */
function otherContents(
  random: SeededRandom,
  schema: GraphQLSchema,
  type: GraphQLOutputType,
  storedValue: StoredValue,
  keepsPresence: boolean,
): StoredValue {
  const nullable = isNonNullType(type) ? type.ofType : type;
  if (keepsPresence && typeof storedValue === 'object' && storedValue !== null && 'fail' in storedValue)
    return storedValue;
  for (let attempt = 0; attempt < 4; attempt += 1) {
    const other = generateValue(random, schema, nullable, 'other', 'rough');
    if (!keepsPresence) return other;
    const isFailing = typeof other === 'object' && other !== null && 'fail' in other;
    if (!isFailing && isNullish(other) === isNullish(storedValue)) return other;
  }
  return storedValue;
}

/**
 * Returns a data set that differs from the request's only in values that the caller may not read, and how
 * many fields differ.
 */
export function varyHiddenData(
  random: SeededRandom,
  schema: GraphQLSchema,
  roles: ReferenceRoles,
  request: Request,
): { readonly data: DataSet; readonly changes: number } {
  const elevates = /\blogin\b/.test(request.source);
  const callers = everyCaller(request);
  let changes = 0;
  const varied = Object.entries(request.data).map(([id, object]): [string, StoredObject] => {
    const type = schema.getType(object.type);
    if (!isObjectType(type)) return [id, object];
    const fieldValues = Object.entries(object.fieldValues).map(
      ([name, storedValue]): [string, StoredValue] => {
        const field = type.getFields()[name];
        // The caller that a mutation elevates is not hidden: everything below is evaluated for it.
        if (field === undefined || elevatesCaller(field)) return [name, storedValue];
        if (callers.some((caller) => mayRun(schema, roles, caller, type, object, name)))
          return [name, storedValue];
        changes += 1;
        return [name, otherContents(random, schema, field.type, storedValue, elevates)];
      },
    );
    return [id, { ...object, fieldValues: Object.fromEntries(fieldValues) }];
  });
  return { data: Object.fromEntries(varied), changes };
}
