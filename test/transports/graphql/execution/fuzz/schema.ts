import {
  buildSchema,
  type GraphQLAbstractType,
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  isAbstractType,
  isObjectType,
} from 'graphql';
import { type FuzzObject, valueFor } from './values.js';

/** The context of one execution: what its resolvers have been called with. */
export interface Recording {
  readonly salt: number;
  readonly calls: string[];
  readonly identities: Map<object, number>;
}

const sdl = `
  enum Color { RED GREEN }
  input In { a: Int! = 3, b: [String!], c: In }
  interface Node { id: ID! self: Node kids: [Node] }
  interface Named implements Node { id: ID! self: Node kids: [Node] name(upper: Boolean = false): String! }
  type A implements Node & Named {
    id: ID! self: Node kids: [Node] name(upper: Boolean = false): String! n: Int f: Float! c: Color cs: [Color!]!
    b: B bs: [B!] bss: [[B!]!] u: U us: [U]! arg(i: In, r: Int!): String
  }
  type B implements Node { id: ID! self: Node kids: [Node] n: Int! bad: Boolean a: A! as: [A!]! l: [Int!] }
  union U = A | B
  type Query {
    a: A b: B! node: Node! u: U us: [U!] as(first: Int = 2): [A!]! n: Int! arg(i: In, r: Int!): String
  }
  type Mutation { m1: A m2(i: In): Int! m3: U m4: B! }
`;

/** Creates a schema whose resolvers record how they are called. */
export function createFuzzSchema(): GraphQLSchema {
  const schema = buildSchema(sdl);
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    if (isObjectType(type)) {
      for (const field of Object.values(type.getFields())) {
        // These have the default resolver.
        if (['A.n', 'A.c'].includes(`${type.name}.${field.name}`)) continue;
        field.resolve = recordingResolver(schema, field.type);
      }
    }
    // Objects of Named have no `__typename`, and only B has `isTypeOf`: the default resolver finds some.
    if (isAbstractType(type) && type.name !== 'Named') resolveByKind(type);
  }
  const b = schema.getType('B');
  if (isObjectType(b)) {
    b.isTypeOf = ({ late, kind }: FuzzObject) =>
      late === 1 ? Promise.resolve(kind !== 'wrong') : kind !== 'wrong';
  }
  return schema;
}

function recordingResolver(
  schema: GraphQLSchema,
  type: Parameters<typeof valueFor>[2],
): GraphQLFieldResolver<FuzzObject | undefined, Recording> {
  return (source, args, recording, info) => {
    const place = `${source?.key ?? ''}:${describePath(info)}${JSON.stringify(args)}`;
    recording.calls.push(`${place} ${describeInfo(info, recording)}`);
    return valueFor(schema, recording.salt, type, place);
  };
}

export function describePath({ path }: GraphQLResolveInfo): string {
  const keys: string[] = [];
  for (let each: typeof path | undefined = path; each !== undefined; each = each.prev)
    keys.push(`${each.typename ?? ''}.${each.key}`);
  return keys.join('<');
}

function describeInfo(info: GraphQLResolveInfo, { identities }: Recording): string {
  const shared = [
    info.path.prev,
    info.fieldNodes,
    info.variableValues,
    info.fragments,
    info.operation,
    info.parentType,
    info.returnType,
  ].map((part) => (part === undefined ? '-' : identityOf(part, identities)));
  return [
    Object.keys(info),
    info.fieldName,
    String(info.parentType),
    String(info.returnType),
    info.fieldNodes.map(({ loc }) => loc?.start),
    JSON.stringify(info.variableValues),
    Object.keys(info.fragments),
    JSON.stringify(info.rootValue),
    shared,
  ].join(' ');
}

/** Numbers objects in the order in which resolvers meet them, so that shared objects can be compared. */
function identityOf(part: object, identities: Map<object, number>): number {
  const known = identities.get(part);
  if (known !== undefined) return known;
  identities.set(part, identities.size);
  return identities.size - 1;
}

function resolveByKind(type: GraphQLAbstractType): void {
  type.resolveType = ({ key, late, kind }: FuzzObject, recording: Recording, info) => {
    recording.calls.push(`type ${key} ${info.fieldName}`);
    if (late === 1) return Promise.resolve(answerOf(kind));
    if (late === 2 && key.length % 5 === 0) throw new Error('resolveType');
    if (late === 3 && key.length % 7 === 0) return Promise.reject(new Error('late type'));
    return answerOf(kind);
  };
}

/** JavaScript may return null. */
function answerOf(kind: string | null): string | undefined {
  return kind as string | undefined;
}
