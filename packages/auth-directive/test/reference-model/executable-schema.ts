import { makeExecutableSchema } from '@graphql-tools/schema';
import {
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  isUnionType,
} from 'graphql';
import { clientAliases } from './client-aliases.js';
import { buildReferenceSchema } from './read-rules.js';
import type { ReferenceCaller, Request, Scenario, StoredObject, StoredValue } from './types.js';

/** An object that the engine's resolvers return. */
export type ResolvedObject = { readonly [property: string]: unknown };
/** The context of one request. */
export type ScenarioContext = {
  readonly caller: ReferenceCaller;
  readonly objects: ReadonlyMap<string, ResolvedObject>;
  readonly trace: string[];
  /** The coordinate of each step of the trace. */
  readonly ran: string[];
  /** Whether the executor completes asynchronous iterables as lists. */
  readonly streams: boolean;
  /** The number of events of a source; 1 by default. */
  readonly events?: number;
};
type Resolver = (
  source: ResolvedObject,
  args: unknown,
  context: ScenarioContext,
  info: { path: PathNode },
) => unknown;
type PathNode = { readonly prev: PathNode | undefined; readonly key: string | number };

/** The property with the type of an object where the scenario does not use `__typename`. */
const TYPE_KEY = '$kind';

function pathOf(node: PathNode | undefined): string {
  if (node === undefined) return '';
  const before = pathOf(node.prev);
  return before === '' ? String(node.key) : `${before}.${node.key}`;
}

function isFailure(storedValue: StoredValue): boolean {
  return typeof storedValue === 'object' && storedValue !== null && 'fail' in storedValue;
}

function resolveValue(storedValue: StoredValue, objects: ReadonlyMap<string, ResolvedObject>): unknown {
  if (typeof storedValue !== 'object' || storedValue === null) return storedValue;
  if ('ref' in storedValue) return objects.get(storedValue.ref);
  return Array.isArray(storedValue)
    ? storedValue.map((item: StoredValue) => resolveValue(item, objects))
    : null;
}

function fail(): never {
  throw new Error('The resolver failed.');
}

function property(
  scenario: Scenario,
  object: StoredObject,
  name: string,
  storedValue: StoredValue,
  objects: Map<string, ResolvedObject>,
): unknown {
  if (isFailure(storedValue)) return fail;
  const value = resolveValue(storedValue, objects);
  return scenario.modes[`${object.type}.${name}`] === 'method' ? () => value : value;
}

/**
 * Creates the objects of a data set, with references to one another. As in a row engine, the values are also
 * stored under the aliases of the operation.
 */
export function createResolvedObjects(
  scenario: Scenario,
  { data, source }: Pick<Request, 'data' | 'source'>,
): Map<string, ResolvedObject> {
  const aliases = clientAliases(scenario, source);
  const objects = new Map<string, Record<string, unknown>>();
  for (const [id, object] of Object.entries(data)) {
    const typename = scenario.typing === 'typename' ? { __typename: object.type } : {};
    objects.set(id, {
      ...object.owners,
      ...typename,
      [TYPE_KEY]: object.type,
      flag: object.flag,
      $elevates: object.elevates,
    });
  }
  for (const [id, object] of Object.entries(data)) {
    const target = objects.get(id);
    if (target === undefined) continue;
    for (const [name, storedValue] of Object.entries(object.fieldValues))
      target[name] = property(scenario, object, name, storedValue, objects);
    for (const { alias, field } of aliases) {
      const storedValue = object.fieldValues[field];
      if (storedValue !== undefined && !(alias in object.fieldValues))
        target[alias] = property(scenario, object, field, storedValue, objects);
    }
  }
  return objects;
}

function readProperty(source: ResolvedObject | undefined, name: string): unknown {
  const value = source?.[name];
  return typeof value === 'function' ? value() : value;
}

/** Returns a function with `then`, as stubs of remote procedures are. */
function callableThenable(read: () => unknown): unknown {
  const promise = new Promise((resolve) => resolve(read()));
  // biome-ignore lint/suspicious/noThenProperty: executors wait for anything that has this method.
  return Object.assign(() => undefined, { then: promise.then.bind(promise) });
}

async function* streamOf(values: readonly unknown[]): AsyncGenerator<unknown> {
  yield* values;
}

function recordStep(context: ScenarioContext, path: PathNode, coordinate: string): void {
  context.trace.push(pathOf(path));
  context.ran.push(coordinate);
}

function fieldResolver(
  scenario: Scenario,
  typeName: string,
  name: string,
  isRoot: boolean,
): Resolver | undefined {
  const coordinate = `${typeName}.${name}`;
  const mode = scenario.modes[coordinate] ?? 'sync';
  const answer = (source: ResolvedObject, context: ScenarioContext): unknown =>
    readProperty(isRoot ? context.objects.get(typeName) : source, name);
  if (!isRoot && (mode === 'default' || mode === 'method')) return undefined;
  if (mode === 'thenable') {
    return (source, _, context, info) => {
      recordStep(context, info.path, coordinate);
      return callableThenable(() => answer(source, context));
    };
  }
  if (mode === 'stream') {
    return async (source, _, context, info) => {
      recordStep(context, info.path, coordinate);
      const value = answer(source, context);
      return context.streams && Array.isArray(value) ? streamOf(value) : value;
    };
  }
  if (mode === 'async') {
    return async (source, _, context, info) => {
      recordStep(context, info.path, coordinate);
      await null;
      return answer(source, context);
    };
  }
  return (source, _, context, info) => {
    recordStep(context, info.path, coordinate);
    return answer(source, context);
  };
}

function abstractResolvers(scenario: Scenario): Record<string, unknown> {
  if (scenario.typing === 'resolveType') return { __resolveType: (value: ResolvedObject) => value[TYPE_KEY] };
  if (scenario.typing === 'asyncResolveType')
    return { __resolveType: async (value: ResolvedObject) => value[TYPE_KEY] };
  return {};
}

function objectResolvers(
  scenario: Scenario,
  schema: GraphQLSchema,
  typeName: string,
): Record<string, unknown> {
  const type = schema.getType(typeName);
  if (!isObjectType(type)) return {};
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const isRoot = roots.includes(type);
  const resolvers: Record<string, unknown> = {};
  for (const name of Object.keys(type.getFields())) {
    const resolver = fieldResolver(scenario, typeName, name, isRoot);
    if (resolver !== undefined) resolvers[name] = resolver;
  }
  if (isRoot) return resolvers;
  if (scenario.typing === 'isTypeOf')
    resolvers['__isTypeOf'] = (value: ResolvedObject) => value[TYPE_KEY] === typeName;
  if (scenario.typing === 'asyncIsTypeOf')
    resolvers['__isTypeOf'] = async (value: ResolvedObject) => value[TYPE_KEY] === typeName;
  return resolvers;
}

/** A source of a few events that records when it starts and when it is closed. */
function sources(type: GraphQLObjectType): Record<string, unknown> {
  async function* start(_: unknown, __: unknown, context: ScenarioContext): AsyncGenerator<string> {
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
  const read = (name: string) => (_: unknown, __: unknown, context: ScenarioContext) =>
    readProperty(context.objects.get(type.name), name);
  const fields = Object.keys(type.getFields());
  return Object.fromEntries(fields.map((name) => [name, { subscribe: start, resolve: read(name) }]));
}

/**
 * Creates the unguarded schema of a scenario, with resolvers that read the data set of the request and
 * record that they ran.
 */
export function createExecutableSchema(scenario: Scenario, directiveSdl: string): GraphQLSchema {
  const shape = buildReferenceSchema(scenario.sdl);
  const resolvers: Record<string, Record<string, unknown>> = {};
  for (const type of Object.values(shape.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    if (isObjectType(type) && type === shape.getSubscriptionType()) resolvers[type.name] = sources(type);
    else if (isObjectType(type)) resolvers[type.name] = objectResolvers(scenario, shape, type.name);
    else if (isAbstractType(type) && (isInterfaceType(type) || isUnionType(type)))
      resolvers[type.name] = abstractResolvers(scenario);
  }
  return makeExecutableSchema({
    typeDefs: [directiveSdl, scenario.sdl],
    resolvers: resolvers as Parameters<typeof makeExecutableSchema>[0]['resolvers'] & object,
    resolverValidationOptions: { requireResolversForResolveType: 'ignore' },
  });
}
