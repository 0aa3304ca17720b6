/**
 * `@auth` for GraphQL: who may reach what, said in the schema and enforced at every route to it. The library
 * knows `graphql` and `@graphql-tools/utils` and nothing else; it never signs anyone in, reads no token, and
 * decides for itself nothing that the schema leaves open: what is not allowed is refused.
 */
import type { GraphQLSchema } from 'graphql';
import type { AuthOptions } from './core/auth-options.js';
import { createHost } from './core/host.js';
import { resolveCaller } from './core/resolved-caller.js';
import { createDecisionCache } from './execution/decision-cache.js';
import { createExecutionStates } from './execution/execution-state.js';
import { assertGuarded } from './guards/assert-guarded.js';
import { createGuardRegistry } from './guards/guard-registry.js';
import { guardSchema } from './guards/guard-schema.js';
import { createPlans, type Plans } from './plan/plans.js';
import type { AuthDirective } from './public-types.js';
import { explainElement } from './reports/explain.js';
import { matrixOf } from './reports/matrix.js';
import { typeDefs } from './schema/directive-sdl.js';
import { compileSchema, type GuardedSchema } from './schema/guarded-schema.js';
import { readPolicy } from './schema/read-policy.js';

export type {
  AuthLogEntry,
  AuthOptions,
  BatchPolicy,
  Caller,
  Decision,
  Policy,
  PolicyFunction,
  PolicyRequest,
  Principal,
  RefusalCode,
  Revalidation,
} from './core/auth-options.js';
export { AuthSchemaError, type Finding } from './core/auth-schema-error.js';
export type { PlanAnswer, PlanRequest } from './execution/plan-outcome.js';
export type { AuthDirective } from './public-types.js';
export {
  type ExplainedGroup,
  type ExplainedMember,
  type ExplainedRule,
  type Explanation,
  type Holds,
  renderExplanation,
} from './reports/explain.js';
export { ANONYMOUS, type Matrix, type MatrixCell, type MatrixRow } from './reports/matrix.js';
export { diffMatrices, type MatrixChange, type MatrixDiff, renderDiff } from './reports/matrix-diff.js';
export { cellInWords, type MatrixFormat, renderMatrix } from './reports/render-matrix.js';
export type { AuthPolicy } from './schema/read-policy.js';

interface Compiled {
  readonly guarded: GuardedSchema;
  readonly plans: Plans;
}

/**
 * Makes the library for one server. Name the policies as the second type argument to have their names checked:
 * `createAuthDirective<Context, 'isSelf' | 'isFriend'>`.
 */
export function createAuthDirective<Context, PolicyName extends string = string>(
  options: AuthOptions<Context, PolicyName>,
): AuthDirective<Context> {
  // The sole boundary between the host's types and ours: guards stand in a schema, which knows no context type.
  const host = createHost(options as AuthOptions<unknown>);
  const policyOptions = {
    roles: options.roles,
    policies: new Set(Object.keys(options.policies ?? {})),
    undeclared: options.undeclared ?? 'error',
  };
  const guardRegistry = createGuardRegistry();
  const decisionCache = createDecisionCache(host);
  const cached = new WeakMap<GraphQLSchema, Compiled>();

  function compiledOf(schema: GraphQLSchema): Compiled {
    const existing = cached.get(schema);
    if (existing !== undefined) return existing;
    const guarded = compileSchema(schema, readPolicy(schema, policyOptions), host);
    const compiled = { guarded, plans: createPlans(guarded) };
    cached.set(schema, compiled);
    return compiled;
  }

  return {
    typeDefs,
    readPolicy: (schema) => compiledOf(schema).guarded.policy,
    assertGuarded: (schema) => assertGuarded(schema, compiledOf(schema).guarded, host, guardRegistry),
    matrix: (schema) => matrixOf(compiledOf(schema).guarded),
    explain: (schema, caller, coordinate) =>
      explainElement(compiledOf(schema).guarded, resolveCaller(caller, options.roles), coordinate),
    plan: (request) => compiledOf(request.schema).plans.decide(request, decisionCache),
    transform(schema) {
      const { guarded, plans } = compiledOf(schema);
      for (const { coordinate, message } of guarded.policy.warnings) {
        host.log({ code: 'AUTH_WEAKER_FIELD', coordinate, message });
      }
      const executionStates = createExecutionStates(host, decisionCache.takeDecision);
      const transformed = guardSchema(schema, { guarded, host, executionStates, plans }, guardRegistry);
      // The copy differs in its resolvers alone, and needs no reading of its own.
      cached.set(transformed, { guarded, plans });
      return transformed;
    },
  };
}
