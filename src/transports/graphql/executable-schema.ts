import type { AuthDirective } from '@cordon/auth-directive';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { type GraphQLSchema, isObjectType, isType } from 'graphql';
import type { Roles } from '../../modules/access/index.js';
import type { ResolverMap } from '../../shared/index.js';
import { dateTimeScalar } from './date-time-scalar.js';
import { jsonObjectScalar } from './json-object-scalar.js';
import { withJudgedRootFields } from './judge-root-fields.js';
import { type LimitOptions, withLimits } from './limit-directive.js';
import { withMutationPayloads } from './mutation-payloads.js';
import { assertProjectOnlyAdds, keysOf, type ProjectSchema } from './project-schema.js';
import type { RequestContext } from './request-context.js';
import { withSecondFactorGate } from './second-factor-gate.js';

export interface ExecutableSchemaOptions {
  /** Cordon's own schema.graphql. */
  readonly typeDefs: readonly string[];
  /** One map per module. */
  readonly resolvers: readonly ResolverMap[];
  /** What a project adds to them. */
  readonly project?: ProjectSchema;
  readonly roles: Roles;
  readonly auth: AuthDirective<RequestContext>;
  /** The budgets that `@limit` charges; without them the schema may not use `@limit`. */
  readonly rateLimits?: LimitOptions;
  /**
   * The guarded fields that stay open to users who must prove a second factor. Default: no role requires one.
   */
  readonly secondFactorGate?: readonly string[] | undefined;
}

/**
 * Builds the executable schema: `withMutationPayloads` innermost, `withJudgedRootFields` and `@limit` around
 * it, the `@auth` guards outermost. Throws an error that names the coordinates for a resolver without a
 * field, two resolvers of one field, a root field without a resolver, a project that redefines something, and
 * everything that the `@auth` library rejects at start.
 */
export function createExecutableSchema({
  typeDefs,
  resolvers,
  project = { typeDefs: [], resolvers: [] },
  roles,
  auth,
  rateLimits,
  secondFactorGate,
}: ExecutableSchemaOptions): GraphQLSchema {
  const cordonTypeDefs = [auth.typeDefs, ...typeDefs];
  assertProjectOnlyAdds(cordonTypeDefs, project);
  const scalars = { DateTime: dateTimeScalar, JSONObject: jsonObjectScalar };
  const maps = [scalars, ...resolvers, ...project.resolvers];
  assertNoDuplicateResolvers(maps);
  const executable = makeExecutableSchema<RequestContext>({
    typeDefs: [...cordonTypeDefs, ...project.typeDefs],
    // graphql-tools has its own, wider type for resolvers; each module checks its resolvers with the
    // generated types.
    resolvers: maps as Parameters<typeof makeExecutableSchema<RequestContext>>[0]['resolvers'] & object[],
    resolverValidationOptions: { requireResolversToMatchSchema: 'error' },
  });
  assertRootFieldsResolved(executable);
  const judged = withJudgedRootFields(withMutationPayloads(executable), roles);
  const limited = withLimits(judged, rateLimits ?? noLimits);
  const gated = secondFactorGate === undefined ? limited : withSecondFactorGate(limited, secondFactorGate);
  const schema = auth.transform(gated);
  auth.assertGuarded(schema);
  return schema;
}

/** Without buckets, every `@limit` is rejected at the start. */
const noLimits: LimitOptions = {
  fieldLimits: { buckets: {}, chargeField: () => Promise.reject(new Error('there are no buckets')) },
  selfChargedFields: [],
};

/** Without this check the last map would win silently. */
function assertNoDuplicateResolvers(maps: readonly ResolverMap[]): void {
  const seen = new Set<string>();
  const duplicates: string[] = [];
  for (const coordinate of maps.flatMap(coordinatesOf)) {
    if (seen.has(coordinate)) duplicates.push(coordinate);
    seen.add(coordinate);
  }
  if (duplicates.length > 0) throw new Error(`More than one resolver for ${duplicates.join(', ')}.`);
}

function coordinatesOf(map: ResolverMap): readonly string[] {
  return keysOf(map).flatMap((type) =>
    isType(map[type]) ? [type] : keysOf(map[type]).map((field) => `${type}.${field}`),
  );
}

/** A root field without a resolver would silently return null. */
function assertRootFieldsResolved(schema: GraphQLSchema): void {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const unresolved = roots.filter(isObjectType).flatMap((root) =>
    Object.values(root.getFields())
      .filter((field) => field.resolve === undefined && field.subscribe === undefined)
      .map((field) => `${root.name}.${field.name}`),
  );
  if (unresolved.length > 0) throw new Error(`No resolver for ${unresolved.join(', ')}.`);
}
