import {
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { generateSlot } from './generate-data.js';
import { edgeRules, elevates as elevatesSomeone, fieldRules } from './read-rules.js';
import type { Choices } from './seeded-random.js';
import type { DataSet, ReferenceCaller, Request, Slot, StoredObject } from './types.js';
import { judge } from './verdict.js';

/** The verdict before a field's resolver: false when this caller cannot have the field of this object run at all. */
function mayRun(
  schema: GraphQLSchema,
  roles: readonly string[],
  caller: ReferenceCaller,
  type: GraphQLObjectType,
  object: StoredObject,
  fieldName: string,
): boolean {
  const field = type.getFields()[fieldName];
  if (field === undefined) return false;
  const isRoot = [schema.getQueryType(), schema.getMutationType()].includes(type);
  // Arguments may decide a policy at a root or a field either way, so a rule that could pass for some arguments counts as passing.
  return [{ open: true }, { open: false }].some((args) => {
    const subject = { object: isRoot ? undefined : object, args };
    const questions = [
      { rules: fieldRules(type, fieldName), subject },
      { rules: edgeRules(getNamedType(field.type)), subject: undefined },
    ];
    return judge(questions, caller, roles).truth !== 'no';
  });
}

/** Everyone as whom some part of an operation may be judged: the caller, and whoever a payload may elevate. */
function everyCaller(request: Request): ReferenceCaller[] {
  const elevated = Object.values(request.data).flatMap((object) => object.elevates ?? []);
  return [request.caller, ...elevated, { kind: 'anonymous' }];
}

function isNullish(slot: Slot): boolean {
  return slot === null;
}

/** Other contents for a field; what a mutation that elevates nobody may reveal, whether there is a value at all, stays. */
function otherContents(
  choices: Choices,
  schema: GraphQLSchema,
  type: GraphQLOutputType,
  slot: Slot,
  keepsPresence: boolean,
): Slot {
  const nullable = isNonNullType(type) ? type.ofType : type;
  if (keepsPresence && typeof slot === 'object' && slot !== null && 'fail' in slot) return slot;
  for (let attempt = 0; attempt < 4; attempt += 1) {
    const other = generateSlot(choices, schema, nullable, 'other', 'rough');
    if (!keepsPresence) return other;
    const isFailing = typeof other === 'object' && other !== null && 'fail' in other;
    if (!isFailing && isNullish(other) === isNullish(slot)) return other;
  }
  return slot;
}

/** A data set that differs from the request's only in contents that the caller may not see, and how many fields differ. */
export function twinOf(
  choices: Choices,
  schema: GraphQLSchema,
  roles: readonly string[],
  request: Request,
): { readonly data: DataSet; readonly changes: number } {
  const elevates = /\blogin\b/.test(request.source);
  const callers = elevates ? everyCaller(request) : [request.caller];
  let changes = 0;
  const twin = Object.entries(request.data).map(([id, object]): [string, StoredObject] => {
    const type = schema.getType(object.type);
    if (!isObjectType(type)) return [id, object];
    const slots = Object.entries(object.slots).map(([name, slot]): [string, Slot] => {
      const field = type.getFields()[name];
      // Whom a mutation elevates is no secret content: everything below is judged by it.
      if (field === undefined || elevatesSomeone(field)) return [name, slot];
      if (callers.some((caller) => mayRun(schema, roles, caller, type, object, name))) return [name, slot];
      changes += 1;
      return [name, otherContents(choices, schema, field.type, slot, elevates)];
    });
    return [id, { ...object, slots: Object.fromEntries(slots) }];
  });
  return { data: Object.fromEntries(twin), changes };
}
