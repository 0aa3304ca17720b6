/** Who calls, said by the host. A person carries no `scopes`; a caller that does is narrowed to them. */
export type Caller =
  | { kind: 'anonymous'; reason?: string }
  | {
      kind: 'principal';
      id: string;
      role: string;
      scopes?: readonly string[];
      authenticatedAt?: Date;
      assurance?: number;
      expiresAt?: Date;
    };

/** A caller that is known. Policies are asked for principals only. */
export type Principal = Extract<Caller, { kind: 'principal' }>;

/**
 * What a named policy may look at. `args` are the coerced arguments, the same the resolver gets; `parent` is
 * the object in question: the one a field belongs to, or, for a rule on a type, the object itself;
 * `coordinate` is the element that asks.
 */
export interface PolicyRequest<Context> {
  readonly caller: Principal;
  readonly args: Readonly<Record<string, unknown>>;
  // biome-ignore lint/suspicious/noExplicitAny: the host's own object, as in a resolver's first argument.
  readonly parent: any;
  readonly context: Context;
  readonly coordinate: string;
}

/** One question at a time. Anything but `true` refuses: false, no boolean, a throw, a rejection, a deadline passed. */
export type PolicyFunction<Context> = (request: PolicyRequest<Context>) => boolean | Promise<boolean>;

/** All questions of one tick in one trip. The answer has one boolean per request, in order, or all are refused. */
export interface BatchPolicy<Context> {
  readonly batch: (
    requests: readonly PolicyRequest<Context>[],
  ) => readonly boolean[] | Promise<readonly boolean[]>;
  readonly timeoutMs?: number;
}

/** A policy given in code, by the name that schemas write. */
export type Policy<Context> = PolicyFunction<Context> | BatchPolicy<Context>;

/** The three codes of a refusal, as they stand in `extensions.code`. */
export type RefusalCode = 'UNAUTHENTICATED' | 'FORBIDDEN' | 'STEP_UP_REQUIRED';

/** One refusal, told to the host for audit and metrics. Never told: an `onDeny: NULL`, which is no refusal. */
export interface Decision<Context> {
  readonly code: RefusalCode;
  readonly coordinate: string;
  readonly caller: Caller;
  readonly context: Context;
  readonly when: 'plan' | 'execution' | 'event';
  readonly reason?: string;
  readonly argumentPath?: string;
}

/** Something the operator should know: a weak rule at start, a policy that threw, an object without its owner. */
export interface AuthLogEntry {
  readonly code:
    | 'AUTH_WEAKER_FIELD'
    | 'AUTH_OWNER_MISSING'
    | 'AUTH_POLICY_FAILED'
    | 'AUTH_ELEVATE_FAILED'
    | 'AUTH_HOST_FAILED';
  readonly coordinate: string;
  readonly message: string;
  readonly cause?: unknown;
}

/** What the host gives. Everything that is left out closes rather than opens. */
export interface AuthOptions<Context, PolicyName extends string = string> {
  /** The ladder of roles, weakest first: exactly the values of the schema's `enum Role`. */
  readonly roles: readonly string[];
  /** Who calls. Synchronous; a throw or no answer counts as anonymous. */
  readonly caller: (context: Context) => Caller | null | undefined;
  /** Policies by name. */
  readonly policies?: Readonly<Record<PolicyName, Policy<Context>>>;
  /** The caller that an elevating mutation has just created, read from its payload; none means anonymous. */
  // biome-ignore lint/suspicious/noExplicitAny: the payload is the host's own object, as in a resolver's first argument.
  readonly elevate?: (payload: any, context: Context) => Caller | null | undefined;
  /** Queries answer what they may (`partial`, the default) or not at all (`reject`). */
  readonly queries?: 'partial' | 'reject';
  /** Root fields without a rule: a start-up error (the default), refused, or open while a schema is migrated. */
  readonly undeclared?: 'error' | 'deny' | 'allow';
  /** Told of every refusal. What it throws is logged and changes nothing. */
  readonly onDecision?: (decision: Decision<Context>) => void;
  /**
   * Asked before each event of a subscription, after the caller's `expiresAt`: is this caller still welcome?
   * `true` goes on; anything else ends the stream, a string naming the reason (SESSION_REVOKED otherwise).
   */
  readonly revalidate?: (caller: Principal, context: Context) => Revalidation | Promise<Revalidation>;
  /** Where warnings and faults go; Node's process warnings when left out. */
  readonly log?: (entry: AuthLogEntry) => void;
  /** The time in milliseconds since 1970; the system's clock when left out. */
  readonly now?: () => number;
}

/** The answer of `revalidate`: still welcome, not, or not for this reason. */
export type Revalidation = boolean | string;
