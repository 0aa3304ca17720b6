import {
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import type { Choices } from './seeded-random.js';
import type { DataSet, ReferenceCaller, ResolverMode, Slot, StoredObject, TypingMode } from './types.js';

const people = ['u1', 'u2', 'u3'];
const instances = 2;

/** Callers of every kind: anonymous with and without a reason, people of each role, narrowed scopes, stale and fresh, with and without a factor. */
export function generateCaller(choices: Choices): ReferenceCaller {
  if (choices.chance(12)) {
    return choices.chance(50)
      ? { kind: 'anonymous' }
      : { kind: 'anonymous', reason: choices.pick(['TOKEN_EXPIRED', 'SESSION_REVOKED']) };
  }
  const isScoped = choices.chance(25);
  return {
    kind: 'principal',
    id: choices.pick(people),
    role: choices.chance(2) ? 'STRANGER' : choices.pick(['USER', 'USER', 'SUPPORT', 'ADMIN', 'ADMIN']),
    ...(isScoped ? { scopes: choices.some(['read', 'write', 'admin'], 60) } : {}),
    ...(choices.chance(85)
      ? { authenticatedAt: new Date(Date.now() - choices.pick([10, 10, 1_000, 20_000]) * 1000) }
      : {}),
    ...(choices.chance(80) ? { assurance: choices.pick([1, 2, 2]) } : {}),
  };
}

function leaf(choices: Choices, type: GraphQLOutputType, name: string): Slot {
  if (isEnumType(type)) return choices.pick(type.getValues()).name;
  const typeName = String(type);
  if (typeName === 'Int') return choices.below(1_000_000);
  if (typeName === 'Boolean') return choices.chance(50);
  return `${name}#${choices.below(1_000_000)}`;
}

/**
 * How well the host behaves. A rough host answers null where the schema forbids it and has resolvers that fail; its world has no lists
 * of items that may not be null, since graphql-js leaves rejections unhandled when such a list meets both a pending item and a failure.
 */
export type Manners = 'smooth' | 'rough';

/** What a field answers: a leaf, a reference to an object of a possible type, a list of them, now and then nothing or a failure. */
export function generateSlot(
  choices: Choices,
  schema: GraphQLSchema,
  type: GraphQLOutputType,
  name: string,
  manners: Manners,
): Slot {
  const isRough = manners === 'rough';
  if (isRough && choices.chance(4)) return { fail: true };
  if (isNonNullType(type)) {
    const isBroken = isRough && choices.chance(6);
    return isBroken ? null : generateSolid(choices, schema, type.ofType, name, manners);
  }
  return choices.chance(12) ? null : generateSolid(choices, schema, type, name, manners);
}

function generateSolid(
  choices: Choices,
  schema: GraphQLSchema,
  type: GraphQLOutputType,
  name: string,
  manners: Manners,
): Slot {
  if (isNonNullType(type)) return generateSolid(choices, schema, type.ofType, name, manners);
  if (isListType(type)) {
    const items = Array.from({ length: choices.below(4) }, () =>
      generateSlot(choices, schema, type.ofType, name, manners),
    );
    return items.map((item) => (typeof item === 'object' && item !== null && 'fail' in item ? null : item));
  }
  if (!isAbstractType(type) && !isObjectType(type)) return leaf(choices, type, name);
  const possible = isAbstractType(type) ? schema.getPossibleTypes(type) : [type];
  return possible.length === 0 ? null : { ref: `${choices.pick(possible).name}:${choices.below(instances)}` };
}

function generateObject(
  choices: Choices,
  schema: GraphQLSchema,
  typeName: string,
  manners: Manners,
): StoredObject {
  const type = schema.getType(typeName);
  const fields = isObjectType(type) ? Object.values(type.getFields()) : [];
  const owner = (): unknown => choices.pick([...people, ...people, ...people, null, 7]);
  const owners: Record<string, unknown> = { ownerId: owner() };
  if (choices.chance(90)) owners['authorId'] = owner();
  return {
    type: typeName,
    owners,
    flag: choices.chance(50),
    slots: Object.fromEntries(
      fields.map((field) => [
        field.name,
        generateSlot(choices, schema, field.type, `${typeName}.${field.name}`, manners),
      ]),
    ),
    ...(choices.chance(50) ? { elevates: generateCaller(choices) } : {}),
  };
}

/** A data set for a schema: the roots, and a few objects of every type. */
export function generateData(choices: Choices, schema: GraphQLSchema, manners: Manners): DataSet {
  const data: Record<string, StoredObject> = {};
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    if (roots.includes(type)) data[type.name] = generateObject(choices, schema, type.name, manners);
    else
      for (let index = 0; index < instances; index += 1)
        data[`${type.name}:${index}`] = generateObject(choices, schema, type.name, manners);
  }
  return data;
}

/** How each field of a schema is resolved. */
export function generateModes(choices: Choices, schema: GraphQLSchema): Record<string, ResolverMode> {
  const modes: Record<string, ResolverMode> = {};
  const known: readonly ResolverMode[] = ['default', 'default', 'method', 'sync', 'sync', 'async'];
  for (const type of Object.values(schema.getTypeMap())) {
    if (!(isObjectType(type) || isInterfaceType(type)) || type.name.startsWith('__')) continue;
    for (const name of Object.keys(type.getFields())) {
      modes[`${type.name}.${name}`] = choices.pick(known);
    }
  }
  return modes;
}

/** How a world tells types apart. */
export function generateTyping(choices: Choices): TypingMode {
  return choices.pick([
    'typename',
    'typename',
    'resolveType',
    'asyncResolveType',
    'isTypeOf',
    'asyncIsTypeOf',
  ]);
}
