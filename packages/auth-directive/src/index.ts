/**
 * `@auth` for GraphQL: authorization rules in the schema, enforced on every path to a field. The library
 * depends on `graphql` and `@graphql-tools/utils` only. It does not authenticate anyone and reads no tokens.
 * Anything that the schema does not allow is refused.
 */
import type { DocumentNode, GraphQLDirective, GraphQLError, GraphQLSchema } from 'graphql';
import { type CompiledSchemas, createCompiledSchemas } from './compiled-schemas.js';
import type { AuthOptions, Caller } from './core/auth-options.js';
import { assertSupportedGraphql } from './core/graphql-version.js';
import { createHost, type Host } from './core/host.js';
import { resolveCaller } from './core/resolved-caller.js';
import { createClientNames } from './execution/client-names.js';
import { createDecisionCache } from './execution/decision-cache.js';
import { createExecutionStates } from './execution/execution-state.js';
import { type Filter, filterFor } from './filters/filter-for.js';
import { assertGuarded } from './guards/assert-guarded.js';
import { createGuardRegistry } from './guards/guard-registry.js';
import { guardSchema } from './guards/guard-schema.js';
import {
  ALL,
  createValidateDocument,
  type IntrospectionAccess,
  introspectionRule,
  mayIntrospect,
  NONE,
} from './introspection/introspection.js';
import type { PlanAnswer, PlanRequest } from './plan/plan-answer.js';
import { type FederationDirectives, federationDirectives } from './reports/federation-directives.js';
import { type Matrix, type MatrixFilter, matrixOf } from './reports/matrix.js';
import { directiveObjects, directiveSdl } from './schema/directive-sdl.js';
import type { AuthPolicy } from './schema/read-policy.js';
import { createExplain, type Explain } from './verdicts/explain.js';

export type {
  AuthLogEntry,
  AuthOptions,
  BatchPolicy,
  Caller,
  ConditionRequest,
  Decision,
  Grant,
  IntrospectionRule,
  Policy,
  PolicyCondition,
  PolicyFunction,
  PolicyRequest,
  PolicySettings,
  Principal,
  RefusalCode,
  Revalidation,
  SinglePolicy,
} from './core/auth-options.js';
export { AuthSchemaError, type Finding } from './core/auth-schema-error.js';
export type { Condition, ConditionValue } from './core/condition.js';
export type { DirectiveNames } from './core/directive-names.js';
export type { Filter } from './filters/filter-for.js';
export type { IntrospectionAccess } from './introspection/introspection.js';
export type { PlanAnswer, PlanRequest } from './plan/plan-answer.js';
export {
  type ExplainedGroup,
  type ExplainedMember,
  type ExplainedRule,
  type Explanation,
  type Holds,
  renderExplanation,
} from './reports/explain.js';
export type { FederationDirectives } from './reports/federation-directives.js';
export type { FederationField } from './reports/federation-sdl.js';
export {
  ANONYMOUS,
  type Matrix,
  type MatrixCell,
  type MatrixChange,
  type MatrixFilter,
  type MatrixRow,
} from './reports/matrix.js';
export { diffMatrices, type MatrixDiff, renderDiff } from './reports/matrix-diff.js';
export { renderClient } from './reports/render-client.js';
export { cellInWords, type MatrixFormat, renderMatrix } from './reports/render-matrix.js';
export { SEVERAL_ROLES } from './reports/several-roles-diff.js';
export type { AuthPolicy } from './schema/read-policy.js';
export type { Explain } from './verdicts/explain.js';
export type { ExplainOptions } from './verdicts/explain-object.js';

/** The library, created once per server by `createAuthDirective`. */
export interface AuthDirective<Context> {
  /** The SDL of `@auth` and `@public`, for the type definitions of the schema. */
  readonly typeDefs: string;
  /**
   * The same definitions as objects, for code-first builders. The argument `requires` refers to an enum of
   * the `roles`, so that the schema needs no other one.
   */
  readonly directives: readonly GraphQLDirective[];
  /** Returns a guarded copy of a schema. Throws `AuthSchemaError` with each fault of the schema. */
  readonly transform: (schema: GraphQLSchema) => GraphQLSchema;
  /**
   * Returns the rules of a schema, which are read once. Throws `AuthSchemaError` with each fault of the
   * schema.
   */
  readonly readPolicy: (schema: GraphQLSchema) => AuthPolicy;
  /** Returns the access of every role to every element, or of some roles to some types. */
  readonly matrix: (schema: GraphQLSchema, filter?: MatrixFilter) => Matrix;
  readonly explain: Explain<Context>;
  /**
   * Returns what a router of Apollo Federation can decide about each field, and the SDL of the subgraph with
   * `@authenticated` and `@policy` in place of the rules. The subgraph still enforces every rule.
   */
  readonly federationDirectives: (schema: GraphQLSchema) => FederationDirectives;
  /**
   * Returns what a caller may see of an object type, or of the objects that a field lists (`Query.tickets`),
   * for the query of a resolver. Guards check the result all the same. Throws for an abstract type, and for a
   * rule with a policy that has no condition. `context` is passed to the conditions of policies.
   */
  readonly filterFor: (
    schema: GraphQLSchema,
    caller: Caller,
    coordinate: string,
    context?: Context,
  ) => Filter;
  /** Throws `AuthSchemaError` with each coordinate whose guard is missing or outdated. */
  readonly assertGuarded: (schema: GraphQLSchema) => void;
  /**
   * Returns the schema with only what a caller may reach. It has the guards and resolvers of the given
   * schema, and can be executed.
   */
  readonly visibleSchema: (schema: GraphQLSchema, caller: Caller) => GraphQLSchema;
  /** Returns what the caller of a context may introspect, by the `introspection` option. */
  readonly introspectionFor: (schema: GraphQLSchema, context: Context) => IntrospectionAccess;
  /**
   * Validates a document as the caller of a context may see the schema, by the `introspection` option. For
   * integrations other than `@cordon/auth-directive/apollo`.
   */
  readonly validate: (
    schema: GraphQLSchema,
    document: DocumentNode,
    context: Context,
  ) => readonly GraphQLError[];
  /** Evaluates an operation before it runs. For integrations other than `@cordon/auth-directive/apollo`. */
  readonly plan: (request: PlanRequest<Context>) => PlanAnswer | Promise<PlanAnswer>;
}

/**
 * Creates the library for one server. Pass the names of the policies as the second type argument to have them
 * checked: `createAuthDirective<Context, 'isSelf' | 'isFriend'>`.
 */
export function createAuthDirective<Context, PolicyName extends string = string>(
  options: AuthOptions<Context, PolicyName>,
): AuthDirective<Context> {
  assertSupportedGraphql();
  // The cast is at the boundary to the host application: a GraphQLSchema has no context type.
  const host = createHost(options as AuthOptions<unknown>);
  const guardRegistry = createGuardRegistry();
  const decisionCache = createDecisionCache(host);
  const { compiledOf, addCopy } = createCompiledSchemas(host, options.undeclared);

  return {
    typeDefs: directiveSdl(host.names),
    directives: directiveObjects(host.names, host.roles.names),
    readPolicy: (schema) => compiledOf(schema).guarded.policy,
    assertGuarded(schema) {
      const { wholeSchema, guarded } = compiledOf(schema);
      assertGuarded(wholeSchema, guarded, host, guardRegistry);
    },
    matrix: (schema, filter) => matrixOf(compiledOf(schema).guarded, filter),
    explain: createExplain(host, (schema) => compiledOf(schema).guarded),
    federationDirectives: (schema) => federationDirectives(schema, compiledOf(schema).guarded),
    filterFor: (schema, caller, coordinate, context) =>
      filterFor(
        compiledOf(schema).guarded,
        resolveCaller(caller, host.roles, host.now(), (problem) =>
          host.log({ code: 'AUTH_HOST_FAILED', coordinate, message: `The caller is malformed. ${problem}` }),
        ),
        coordinate,
        context,
      ),
    plan: (request) => compiledOf(request.schema).plans.decideOperation(request, decisionCache),
    ...introspectionOf(host, options.introspection, compiledOf),
    transform(schema) {
      const { guarded, plans } = compiledOf(schema);
      for (const { coordinate, message } of guarded.policy.warnings) {
        host.log({ code: 'AUTH_WEAKER_FIELD', coordinate, message });
      }
      const executionStates = createExecutionStates(
        host,
        decisionCache.takeDecision,
        createClientNames(schema, host),
      );
      const transformed = guardSchema(schema, { guarded, host, executionStates, plans }, guardRegistry);
      // The copy differs only in its resolvers, so its policy need not be read again.
      addCopy(transformed, { guarded, plans });
      return transformed;
    },
  };
}

function introspectionOf<Context>(
  host: Host,
  introspection: AuthOptions<unknown>['introspection'] = 'all',
  compiledOf: CompiledSchemas['compiledOf'],
): Pick<AuthDirective<Context>, 'visibleSchema' | 'introspectionFor' | 'validate'> {
  const rule = introspectionRule(introspection, host);
  const validateDocument = createValidateDocument();

  function introspectionFor(schema: GraphQLSchema, context: Context): IntrospectionAccess {
    if (introspection === 'all') return ALL;
    const resolvedCaller = host.resolveCaller(context);
    if (rule !== undefined) return mayIntrospect(rule, resolvedCaller, host.now()) ? ALL : NONE;
    return { kind: 'visible', schema: compiledOf(schema).visibleSchemaOf(resolvedCaller) };
  }

  return {
    visibleSchema: (schema, caller) =>
      compiledOf(schema).visibleSchemaOf(resolveCaller(caller, host.roles, host.now())),
    introspectionFor,
    validate: (schema, document, context) =>
      validateDocument(schema, document, introspectionFor(schema, context)),
  };
}
