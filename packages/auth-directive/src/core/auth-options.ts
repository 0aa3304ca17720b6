import type { GraphQLFieldResolver, GraphQLTypeResolver } from 'graphql';
import type { Condition } from './condition.js';
import type { DirectiveNames } from './directive-names.js';

/**
 * The caller of an operation, as the host application reports it. A caller with `scopes` passes only rules
 * that list scopes; a caller without `scopes`, such as a signed-in user, is not limited by them. After
 * `expiresAt` the caller is anonymous with the reason TOKEN_EXPIRED. A caller has a `role`, several `roles`,
 * or both, which add up; a role that is not in the roles option is logged and ignored.
 */
export type Caller =
  | { kind: 'anonymous'; reason?: string }
  | ({
      kind: 'principal';
      id: string;
      scopes?: readonly string[];
      authenticatedAt?: Date;
      assurance?: number;
      expiresAt?: Date;
    } & ({ role: string; roles?: readonly string[] } | { role?: undefined; roles: readonly string[] }));

/** An authenticated caller. Policies run for principals only. */
export type Principal = Extract<Caller, { kind: 'principal' }>;

/**
 * The input of a named policy. `args` are the coerced arguments, the same that the resolver receives;
 * `params` are the parameters that the schema gives the policy, and may be empty.
 * `parent` is the object that the field belongs to or, for a rule on a type, the object itself; root fields
 * have none. `coordinate` names the schema element whose rule is evaluated.
 */
export interface PolicyRequest<Context> {
  readonly caller: Principal;
  readonly args: Readonly<Record<string, unknown>>;
  readonly params: readonly string[];
  // biome-ignore lint/suspicious/noExplicitAny: an object of the host application, like a resolver's source.
  readonly parent: any;
  readonly context: Context;
  readonly coordinate: string;
}

/**
 * Evaluates one request at a time. Only `true` allows; `false`, any other value, an error, a rejection or a
 * timeout (5 seconds) refuses. Within a query, and within each event of a subscription, an asynchronous
 * answer serves the same question again: the same policy, parameters, object, arguments and schema element.
 * Mutations ask each time.
 */
export type PolicyFunction<Context> = (request: PolicyRequest<Context>) => boolean | Promise<boolean>;

/** What a policy in the form of an object may set. */
export interface PolicySettings<Context = unknown> {
  /** The deadline of an asynchronous answer in milliseconds; 5000 by default. */
  readonly timeoutMs?: number;
  /**
   * Throws for parameters that the policy does not accept. Called at start-up for each use in the schema,
   * with an empty list where the schema gives none. Synchronous; the text of the error is reported.
   */
  readonly checkParams?: (params: readonly string[]) => void;
  /** Whether one answer serves all schema elements: the policy does not depend on the `coordinate`. */
  readonly shared?: boolean;
  /** The objects that the policy allows, for `filterFor`. */
  readonly condition?: PolicyCondition<Context>;
}

/** A policy function with settings. */
export interface SinglePolicy<Context> extends PolicySettings<Context> {
  readonly evaluate: PolicyFunction<Context>;
}

/**
 * Evaluates all requests of one tick in one call. The list of requests is frozen. The result has one boolean
 * per request, in the same order; otherwise all of them are refused.
 */
export interface BatchPolicy<Context> extends PolicySettings<Context> {
  readonly batch: (
    requests: readonly PolicyRequest<Context>[],
  ) => readonly boolean[] | Promise<readonly boolean[]>;
}

/** The input of a policy's condition. `context` is what `filterFor` was called with. */
export interface ConditionRequest<Context> {
  readonly caller: Principal;
  readonly context: Context | undefined;
  readonly params: readonly string[];
  readonly coordinate: string;
}

/**
 * Returns the objects that a policy allows, as a condition for the query of a resolver; a boolean for all or
 * none. An error or anything else is logged and admits no object.
 */
export type PolicyCondition<Context> = (request: ConditionRequest<Context>) => Condition | boolean;

/** A policy implemented in code; the schema refers to it by name. */
export type Policy<Context> = PolicyFunction<Context> | SinglePolicy<Context> | BatchPolicy<Context>;

/** The codes of a refusal, as in `extensions.code`. */
export type RefusalCode = 'UNAUTHENTICATED' | 'FORBIDDEN' | 'STEP_UP_REQUIRED';

/** What every decision reports. Its texts come from the schema: no token, argument or object is in them. */
interface Decided<Context> {
  /** The schema element whose rule was evaluated. */
  readonly coordinate: string;
  readonly caller: Caller;
  readonly context: Context;
  /** In the plan, by a guard during the execution, or before an event of a subscription. */
  readonly when: 'plan' | 'execution' | 'event';
  /** The names of the policies that the decision depends on. */
  readonly policies: readonly string[];
}

/**
 * One refusal, reported for audit and metrics. What `onDeny: NULL` and `onDeny: FILTER` leave out is not
 * reported.
 */
export interface Decision<Context> extends Decided<Context> {
  readonly outcome: 'refused';
  readonly code: RefusalCode;
  /** For each group of the rule, the members that the caller lacks, such as `requires ADMIN`. */
  readonly missing: readonly (readonly string[])[];
  readonly reason?: string;
  readonly argumentPath?: string;
}

/**
 * One passed rule. What the caller alone decides is reported once per operation and element, what an object
 * decides for each object. Elements without a rule have no decision.
 */
export interface Grant<Context> extends Decided<Context> {
  readonly outcome: 'granted';
  /** The members of the group that passed, such as `requires ADMIN`. */
  readonly group: readonly string[];
}

/**
 * A warning for the operator: a weak rule at start-up, a policy that threw, an object without an owner, an
 * operation that is too complex to be evaluated.
 */
export interface AuthLogEntry {
  readonly code:
    | 'AUTH_WEAKER_FIELD'
    | 'AUTH_OWNER_MISSING'
    | 'AUTH_POLICY_FAILED'
    | 'AUTH_ELEVATE_FAILED'
    | 'AUTH_HOST_FAILED'
    | 'AUTH_PLAN_TOO_COMPLEX';
  readonly coordinate: string;
  readonly message: string;
  readonly cause?: unknown;
}

/** The options of `createAuthDirective`. An option that is left out never grants access. */
export interface AuthOptions<Context, PolicyName extends string = string> {
  /**
   * The role hierarchy: exactly the values of the schema's `enum Role`. Either a list, weakest first, in
   * which each role includes the ones before it, or an object with the roles that each includes directly.
   */
  readonly roles: readonly string[] | Readonly<Record<string, readonly string[]>>;
  /** Returns the caller. Synchronous; an error or anything but a caller is logged and counts as anonymous. */
  readonly caller: (context: Context) => Caller | null | undefined;
  /** The policies, by the name that the schema uses. */
  readonly policies?: Readonly<Record<PolicyName, Policy<Context>>>;
  /**
   * Returns the caller whom an elevating mutation (such as a login) has just authenticated, read from its
   * payload. Null or undefined means anonymous.
   */
  // biome-ignore lint/suspicious/noExplicitAny: an object of the host application, like a resolver's source.
  readonly elevate?: (payload: any, context: Context) => Caller | null | undefined;
  /**
   * Whether a query with refused fields returns the other fields (`partial`, the default) or nothing
   * (`reject`).
   */
  readonly queries?: 'partial' | 'reject';
  /**
   * How root fields without a rule are treated: as a start-up error (`error`, the default), as refused
   * (`deny`) or as open (`allow`, for the time of a migration).
   */
  readonly undeclared?: 'error' | 'deny' | 'allow';
  /**
   * What a caller may introspect: the whole schema (`all`, the default), only what the caller may reach
   * (`caller`), or the whole schema for callers who pass a rule and nothing for others. With `caller`, a
   * hidden element and one that does not exist receive the same answers.
   */
  readonly introspection?: 'all' | 'caller' | IntrospectionRule;
  /**
   * Receives every refusal, but at most 20 for an operation that is refused as a whole. An error that it
   * throws is logged and has no other effect.
   */
  readonly onDecision?: (decision: Decision<Context>) => void;
  /** Receives every grant. Without this option, grants are not recorded and cost nothing. */
  readonly onGrant?: (grant: Grant<Context>) => void;
  /**
   * Checks, before each event of a subscription and after the caller's `expiresAt`, whether the caller still
   * has access. `true` continues; anything else ends the stream. A string is the reason; the default is
   * SESSION_REVOKED.
   */
  readonly revalidate?: (caller: Principal, context: Context) => Revalidation | Promise<Revalidation>;
  /** Receives warnings and failures. Defaults to `process.emitWarning`. */
  readonly log?: (entry: AuthLogEntry) => void;
  /**
   * The resolver of fields without one of their own, where the executor has another than graphql-js. Guards
   * replace it, so that the executor's own option has no effect on guarded fields.
   */
  // biome-ignore lint/suspicious/noExplicitAny: an object of the host application, like a resolver's source.
  readonly fieldResolver?: GraphQLFieldResolver<any, Context>;
  /** The same for interfaces and unions without a `resolveType`. */
  // biome-ignore lint/suspicious/noExplicitAny: an object of the host application, like a resolver's source.
  readonly typeResolver?: GraphQLTypeResolver<any, Context>;
  /**
   * Other names for `@auth`, `@public` and `enum Role`. The helper types follow: with `auth: 'authorize'`
   * they are `AuthorizeRule` and `AuthorizeDeny`.
   */
  readonly names?: Partial<DirectiveNames>;
  /** Returns the time in milliseconds since 1970. Defaults to the system clock. */
  readonly now?: () => number;
}

/** The rule of the `introspection` option, with members of `@auth`. At least one is required. */
export interface IntrospectionRule {
  readonly requires?: string;
  readonly scopes?: readonly string[];
}

/** The result of `revalidate`: `true` to continue, `false` to end, or the reason to end. */
export type Revalidation = boolean | string;
