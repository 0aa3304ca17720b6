import { makeExecutableSchema } from '@graphql-tools/schema';
import {
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  isUnionType,
} from 'graphql';
import { buildReferenceSchema } from './read-rules.js';
import type { DataSet, ReferenceCaller, Slot, StoredObject, World } from './types.js';

/** An object as the engine's resolvers hand it about. */
export type LiveObject = { readonly [property: string]: unknown };
/** What one request hands to the engine. */
export type WorldContext = {
  readonly caller: ReferenceCaller;
  readonly objects: ReadonlyMap<string, LiveObject>;
  readonly trace: string[];
  /** The coordinate of each step of the trace. */
  readonly ran: string[];
  /** How many events a source brings; one when left out. */
  readonly events?: number;
};
type Resolver = (
  source: LiveObject,
  args: unknown,
  context: WorldContext,
  info: { path: PathNode },
) => unknown;
type PathNode = { readonly prev: PathNode | undefined; readonly key: string | number };

/** The property that tells a live object's type where the world does not use `__typename`. */
const kind = '$kind';

function pathOf(node: PathNode | undefined): string {
  if (node === undefined) return '';
  const before = pathOf(node.prev);
  return before === '' ? String(node.key) : `${before}.${node.key}`;
}

function isFailure(slot: Slot): boolean {
  return typeof slot === 'object' && slot !== null && 'fail' in slot;
}

function live(slot: Slot, objects: ReadonlyMap<string, LiveObject>): unknown {
  if (typeof slot !== 'object' || slot === null) return slot;
  if ('ref' in slot) return objects.get(slot.ref);
  return Array.isArray(slot) ? slot.map((item: Slot) => live(item, objects)) : null;
}

function fail(): never {
  throw new Error('The resolver failed.');
}

function property(
  world: World,
  object: StoredObject,
  name: string,
  slot: Slot,
  objects: Map<string, LiveObject>,
): unknown {
  if (isFailure(slot)) return fail;
  const value = live(slot, objects);
  return world.modes[`${object.type}.${name}`] === 'method' ? () => value : value;
}

/** Brings a data set to life: one object each, referring to one another. */
export function liveObjects(world: World, data: DataSet): Map<string, LiveObject> {
  const objects = new Map<string, Record<string, unknown>>();
  for (const [id, object] of Object.entries(data)) {
    const typename = world.typing === 'typename' ? { __typename: object.type } : {};
    objects.set(id, {
      ...object.owners,
      ...typename,
      [kind]: object.type,
      flag: object.flag,
      $elevates: object.elevates,
    });
  }
  for (const [id, object] of Object.entries(data)) {
    const target = objects.get(id);
    if (target === undefined) continue;
    for (const [name, slot] of Object.entries(object.slots))
      target[name] = property(world, object, name, slot, objects);
  }
  return objects;
}

function readProperty(source: LiveObject | undefined, name: string): unknown {
  const value = source?.[name];
  return typeof value === 'function' ? value() : value;
}

function note(context: WorldContext, path: PathNode, coordinate: string): void {
  context.trace.push(pathOf(path));
  context.ran.push(coordinate);
}

function fieldResolver(world: World, typeName: string, name: string, isRoot: boolean): Resolver | undefined {
  const coordinate = `${typeName}.${name}`;
  const mode = world.modes[coordinate] ?? 'sync';
  const answer = (source: LiveObject, context: WorldContext): unknown =>
    readProperty(isRoot ? context.objects.get(typeName) : source, name);
  if (!isRoot && (mode === 'default' || mode === 'method')) return undefined;
  if (mode === 'async') {
    return async (source, _, context, info) => {
      note(context, info.path, coordinate);
      await null;
      return answer(source, context);
    };
  }
  return (source, _, context, info) => {
    note(context, info.path, coordinate);
    return answer(source, context);
  };
}

function abstractResolvers(world: World): Record<string, unknown> {
  if (world.typing === 'resolveType') return { __resolveType: (value: LiveObject) => value[kind] };
  if (world.typing === 'asyncResolveType') return { __resolveType: async (value: LiveObject) => value[kind] };
  return {};
}

function objectResolvers(world: World, schema: GraphQLSchema, typeName: string): Record<string, unknown> {
  const type = schema.getType(typeName);
  if (!isObjectType(type)) return {};
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const isRoot = roots.includes(type);
  const resolvers: Record<string, unknown> = {};
  for (const name of Object.keys(type.getFields())) {
    const resolver = fieldResolver(world, typeName, name, isRoot);
    if (resolver !== undefined) resolvers[name] = resolver;
  }
  if (isRoot) return resolvers;
  if (world.typing === 'isTypeOf') resolvers['__isTypeOf'] = (value: LiveObject) => value[kind] === typeName;
  if (world.typing === 'asyncIsTypeOf')
    resolvers['__isTypeOf'] = async (value: LiveObject) => value[kind] === typeName;
  return resolvers;
}

/** A source of a few events, that says when it starts and when it is closed. */
function sources(type: GraphQLObjectType): Record<string, unknown> {
  async function* start(_: unknown, __: unknown, context: WorldContext): AsyncGenerator<string> {
    context.trace.push('source');
    try {
      for (let event = 0; event < (context.events ?? 1); event += 1) {
        await null;
        yield 'event';
      }
    } finally {
      context.trace.push('closed');
    }
  }
  const read = (name: string) => (_: unknown, __: unknown, context: WorldContext) =>
    readProperty(context.objects.get(type.name), name);
  const fields = Object.keys(type.getFields());
  return Object.fromEntries(fields.map((name) => [name, { subscribe: start, resolve: read(name) }]));
}

/** The world's schema with resolvers that read the request's data set and say where they ran; not guarded yet. */
export function executableWorld(world: World, directiveSdl: string): GraphQLSchema {
  const shape = buildReferenceSchema(world.sdl);
  const resolvers: Record<string, Record<string, unknown>> = {};
  for (const type of Object.values(shape.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    if (isObjectType(type) && type === shape.getSubscriptionType()) resolvers[type.name] = sources(type);
    else if (isObjectType(type)) resolvers[type.name] = objectResolvers(world, shape, type.name);
    else if (isAbstractType(type) && (isInterfaceType(type) || isUnionType(type)))
      resolvers[type.name] = abstractResolvers(world);
  }
  return makeExecutableSchema({
    typeDefs: [directiveSdl, world.sdl],
    resolvers: resolvers as Parameters<typeof makeExecutableSchema>[0]['resolvers'] & object,
    resolverValidationOptions: { requireResolversForResolveType: 'ignore' },
  });
}
