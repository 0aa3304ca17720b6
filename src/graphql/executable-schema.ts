import { makeExecutableSchema } from '@graphql-tools/schema';
import { type GraphQLSchema, isObjectType } from 'graphql';
import type { AuthDirective } from '../auth-directive/index.js';
import type { ResolverMap } from '../kernel/index.js';
import { dateTimeScalar } from './date-time.js';
import { jsonObjectScalar } from './json-object.js';
import { withMutationPayloads } from './mutation-payloads.js';
import type { RequestContext } from './request-context.js';

/** What the schema is made of. */
export interface SchemaParts {
  /** Cordon's own schema.graphql, then what a project adds. */
  readonly typeDefs: readonly string[];
  /** One map for each room, then what a project adds. */
  readonly resolvers: readonly ResolverMap[];
  readonly auth: AuthDirective<RequestContext>;
}

/**
 * The schema that the server runs: refusals as data inside, `@auth` guards outermost.
 * Throws, naming each coordinate, for a resolver of something that is not in the schema, two resolvers of one field, a root field
 * without a resolver, and whatever the `@auth` library refuses at start.
 */
export function createExecutableSchema({ typeDefs, resolvers, auth }: SchemaParts): GraphQLSchema {
  const scalars = { DateTime: dateTimeScalar, JSONObject: jsonObjectScalar };
  const maps = [scalars, ...resolvers];
  refuseDoubleResolvers(maps);
  const executable = makeExecutableSchema<RequestContext>({
    typeDefs: [auth.typeDefs, ...typeDefs],
    // graphql-tools types resolvers by its own broad shape; the generated types have checked them where they were written.
    resolvers: maps as Parameters<typeof makeExecutableSchema<RequestContext>>[0]['resolvers'] & object[],
    resolverValidationOptions: { requireResolversToMatchSchema: 'error' },
  });
  refuseUnansweredRootFields(executable);
  const schema = auth.transform(withMutationPayloads(executable));
  auth.assertGuarded(schema);
  return schema;
}

/** The last map would win in silence. */
function refuseDoubleResolvers(maps: readonly ResolverMap[]): void {
  const seen = new Set<string>();
  const doubles: string[] = [];
  for (const coordinate of maps.flatMap(coordinatesOf)) {
    if (seen.has(coordinate)) doubles.push(coordinate);
    seen.add(coordinate);
  }
  if (doubles.length > 0) throw new Error(`More than one resolver for ${doubles.join(', ')}.`);
}

function coordinatesOf(map: ResolverMap): readonly string[] {
  return Object.entries(map).flatMap(([type, fields]) =>
    isPlainObject(fields) ? Object.keys(fields).map((field) => `${type}.${field}`) : [type],
  );
}

function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** A root field that nobody resolves would answer null to whoever may ask. */
function refuseUnansweredRootFields(schema: GraphQLSchema): void {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const unanswered = roots.filter(isObjectType).flatMap((root) =>
    Object.values(root.getFields())
      .filter((field) => field.resolve === undefined && field.subscribe === undefined)
      .map((field) => `${root.name}.${field.name}`),
  );
  if (unanswered.length > 0) throw new Error(`No resolver for ${unanswered.join(', ')}.`);
}
