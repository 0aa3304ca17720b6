/**
 * `@auth` for GraphQL: who may reach what, said in the schema and enforced at every route to it. The library
 * knows `graphql` and `@graphql-tools/utils` and nothing else; it never signs anyone in, reads no token, and
 * decides for itself nothing that the schema leaves open: what is not allowed is refused.
 */
import type { GraphQLSchema } from 'graphql';
import { assertGuarded } from './assert-guarded.js';
import { typeDefs } from './directive-sdl.js';
import { createExecutions } from './execution.js';
import { explainTo } from './explain.js';
import type { AuthDirective } from './face.js';
import { compileSchema, type GuardedSchema } from './guarded-schema.js';
import { createHandoffs } from './handoffs.js';
import { createHost } from './host.js';
import { matrixOf } from './matrix.js';
import { createPlans, type Plans } from './plan.js';
import { readPolicy } from './read-policy.js';
import { createRegister } from './register.js';
import { standingOf } from './standing.js';
import { guardSchema } from './transform.js';
import type { AuthOptions } from './types.js';

export {
  type ExplainedGroup,
  type ExplainedMember,
  type ExplainedRule,
  type Explanation,
  type Holds,
  renderExplanation,
} from './explain.js';
export type { AuthDirective } from './face.js';
export { ANONYMOUS, type Matrix, type MatrixCell, type MatrixRow } from './matrix.js';
export { diffMatrices, type MatrixChange, type MatrixDiff, renderDiff } from './matrix-diff.js';
export { cellInWords, type MatrixFormat, renderMatrix } from './matrix-render.js';
export type { PlanAnswer, PlanRequest } from './plan-outcome.js';
export type { AuthPolicy } from './read-policy.js';
export { AuthSchemaError, type Finding } from './start-up-errors.js';
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
} from './types.js';

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
  const terms = {
    roles: options.roles,
    policies: new Set(Object.keys(options.policies ?? {})),
    undeclared: options.undeclared ?? 'error',
  };
  const register = createRegister();
  const handoffs = createHandoffs(host);
  const known = new WeakMap<GraphQLSchema, Compiled>();

  function compiledOf(schema: GraphQLSchema): Compiled {
    const existing = known.get(schema);
    if (existing !== undefined) return existing;
    const guarded = compileSchema(schema, readPolicy(schema, terms), host);
    const compiled = { guarded, plans: createPlans(guarded) };
    known.set(schema, compiled);
    return compiled;
  }

  return {
    typeDefs,
    readPolicy: (schema) => compiledOf(schema).guarded.policy,
    assertGuarded: (schema) => assertGuarded(schema, compiledOf(schema).guarded, host, register),
    matrix: (schema) => matrixOf(compiledOf(schema).guarded),
    explain: (schema, caller, coordinate) =>
      explainTo(compiledOf(schema).guarded, standingOf(caller, options.roles), coordinate),
    plan: (request) => compiledOf(request.schema).plans.decide(request, handoffs),
    transform(schema) {
      const { guarded, plans } = compiledOf(schema);
      for (const { coordinate, message } of guarded.policy.warnings) {
        host.log({ code: 'AUTH_WEAKER_FIELD', coordinate, message });
      }
      const executions = createExecutions(host, handoffs.take);
      const transformed = guardSchema(schema, { guarded, host, executions, plans }, register);
      // The copy differs in its resolvers alone, and needs no reading of its own.
      known.set(transformed, { guarded, plans });
      return transformed;
    },
  };
}
