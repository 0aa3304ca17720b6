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
import type { SeededRandom } from './seeded-random.js';
import type {
  DataSet,
  HeldRoles,
  ReferenceCaller,
  ResolverMode,
  StoredObject,
  StoredValue,
  TypingMode,
} from './types.js';

const userIds = ['u1', 'u2', 'u3'];
const instances = 2;

/**
 * Generates callers of every kind: anonymous with and without a reason, users of each role, with and
 * without scopes, stale and fresh, with and without assurance.
 */
export function generateCaller(random: SeededRandom): ReferenceCaller {
  if (random.chance(12)) {
    return random.chance(50)
      ? { kind: 'anonymous' }
      : { kind: 'anonymous', reason: random.pick(['TOKEN_EXPIRED', 'SESSION_REVOKED']) };
  }
  const isScoped = random.chance(25);
  return {
    kind: 'principal',
    id: random.pick(userIds),
    ...generateRoles(random),
    ...(isScoped ? { scopes: random.some(['read', 'write', 'admin'], 60) } : {}),
    ...(random.chance(85)
      ? { authenticatedAt: new Date(Date.now() - random.pick([10, 10, 1_000, 20_000]) * 1000) }
      : {}),
    ...(random.chance(80) ? { assurance: random.pick([1, 2, 2]) } : {}),
  };
}

function generateRoles(random: SeededRandom): HeldRoles {
  const role = random.chance(2)
    ? 'UNKNOWN'
    : random.pick(['USER', 'USER', 'SUPPORT', 'BILLING', 'ADMIN', 'ADMIN']);
  if (random.chance(75)) return { role };
  const roles = random.some(['USER', 'SUPPORT', 'BILLING', 'UNKNOWN'], 50);
  return random.chance(50) ? { roles } : { role, roles };
}

function leaf(random: SeededRandom, type: GraphQLOutputType, name: string): StoredValue {
  if (isEnumType(type)) return random.pick(type.getValues()).name;
  const typeName = String(type);
  if (typeName === 'Int') return random.below(1_000_000);
  if (typeName === 'Boolean') return random.chance(50);
  // An alias can store the id of a caller in place of an owner.
  return random.chance(20) ? random.pick(userIds) : `${name}#${random.below(1_000_000)}`;
}

/**
 * How correct the host is. A rough host returns null for non-null fields and has resolvers that fail. Its
 * scenario has no lists of non-null items, since graphql-js leaves rejections unhandled when such a list has
 * both a pending item and a failure.
 */
export type HostBehavior = 'smooth' | 'rough';

/**
 * Generates the value of a field: a leaf, a reference to an object of a possible type, a list of them,
 * sometimes null or a failure.
 */
export function generateValue(
  random: SeededRandom,
  schema: GraphQLSchema,
  type: GraphQLOutputType,
  name: string,
  hostBehavior: HostBehavior,
): StoredValue {
  const isFaulty = hostBehavior === 'rough';
  if (isFaulty && random.chance(4)) return { fail: true };
  if (isNonNullType(type)) {
    const isBroken = isFaulty && random.chance(6);
    return isBroken ? null : generateNonNullValue(random, schema, type.ofType, name, hostBehavior);
  }
  return random.chance(12) ? null : generateNonNullValue(random, schema, type, name, hostBehavior);
}

function generateNonNullValue(
  random: SeededRandom,
  schema: GraphQLSchema,
  type: GraphQLOutputType,
  name: string,
  hostBehavior: HostBehavior,
): StoredValue {
  if (isNonNullType(type)) return generateNonNullValue(random, schema, type.ofType, name, hostBehavior);
  if (isListType(type)) {
    const items = Array.from({ length: random.below(4) }, () =>
      generateValue(random, schema, type.ofType, name, hostBehavior),
    );
    return items.map((item) => (typeof item === 'object' && item !== null && 'fail' in item ? null : item));
  }
  if (!isAbstractType(type) && !isObjectType(type)) return leaf(random, type, name);
  const possible = isAbstractType(type) ? schema.getPossibleTypes(type) : [type];
  return possible.length === 0 ? null : { ref: `${random.pick(possible).name}:${random.below(instances)}` };
}

function generateObject(
  random: SeededRandom,
  schema: GraphQLSchema,
  typeName: string,
  hostBehavior: HostBehavior,
): StoredObject {
  const type = schema.getType(typeName);
  const fields = isObjectType(type) ? Object.values(type.getFields()) : [];
  const owner = (): unknown => random.pick([...userIds, ...userIds, ...userIds, null, 7]);
  const owners: Record<string, unknown> = { ownerId: owner() };
  if (random.chance(90)) owners['authorId'] = owner();
  return {
    type: typeName,
    owners,
    flag: random.chance(50),
    fieldValues: Object.fromEntries(
      fields.map((field) => [
        field.name,
        generateValue(random, schema, field.type, `${typeName}.${field.name}`, hostBehavior),
      ]),
    ),
    ...(random.chance(50) ? { elevates: generateCaller(random) } : {}),
  };
}

/** Generates a data set for a schema: the roots, and a few objects of every type. */
export function generateData(
  random: SeededRandom,
  schema: GraphQLSchema,
  hostBehavior: HostBehavior,
): DataSet {
  const data: Record<string, StoredObject> = {};
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    if (roots.includes(type)) data[type.name] = generateObject(random, schema, type.name, hostBehavior);
    else
      for (let index = 0; index < instances; index += 1)
        data[`${type.name}:${index}`] = generateObject(random, schema, type.name, hostBehavior);
  }
  return data;
}

/** Generates how each field of a schema is resolved. */
export function generateModes(random: SeededRandom, schema: GraphQLSchema): Record<string, ResolverMode> {
  const modes: Record<string, ResolverMode> = {};
  const known: readonly ResolverMode[] = [
    'default',
    'default',
    'method',
    'sync',
    'sync',
    'async',
    'thenable',
    'stream',
  ];
  for (const type of Object.values(schema.getTypeMap())) {
    if (!(isObjectType(type) || isInterfaceType(type)) || type.name.startsWith('__')) continue;
    for (const name of Object.keys(type.getFields())) {
      modes[`${type.name}.${name}`] = random.pick(known);
    }
  }
  return modes;
}

/** Generates how a scenario resolves abstract types. */
export function generateTyping(random: SeededRandom): TypingMode {
  return random.pick([
    'typename',
    'typename',
    'resolveType',
    'asyncResolveType',
    'isTypeOf',
    'asyncIsTypeOf',
  ]);
}
