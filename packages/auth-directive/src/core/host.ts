import {
  defaultFieldResolver,
  defaultTypeResolver,
  type GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLTypeResolver,
} from 'graphql';
import type { AuthLogEntry, AuthOptions, Decision, Policy, Principal } from './auth-options.js';
import { checkOptions } from './check-options.js';
import { type SchemaNames, schemaNames } from './directive-names.js';
import { errorOf, type Refusal } from './refusal.js';
import { createDecisionReporter, type DecisionReporter } from './report-decisions.js';
import { type ResolvedCaller, resolveCaller } from './resolved-caller.js';
import { createRoleHierarchy, type RoleHierarchy } from './role-hierarchy.js';

/**
 * The callbacks of the host application, made safe: none of these functions throws, and a failure counts as a
 * refusal.
 */
export interface Host {
  readonly roles: RoleHierarchy;
  readonly names: SchemaNames;
  readonly policies: ReadonlyMap<string, Policy<unknown>>;
  readonly queries: 'partial' | 'reject';
  /** Whether what a caller can never reach must not be named (`introspection: 'caller'`). */
  readonly hidesElements: boolean;
  readonly fieldResolver: GraphQLFieldResolver<unknown, unknown>;
  readonly typeResolver: GraphQLTypeResolver<unknown, unknown>;
  readonly now: () => number;
  readonly log: (entry: AuthLogEntry) => void;
  readonly resolveCaller: (context: unknown) => ResolvedCaller;
  /**
   * Returns the caller below an elevating field, read from its payload; undefined when the payload has none.
   */
  readonly resolveElevatedCaller: (
    payload: unknown,
    context: unknown,
    coordinate: string,
  ) => ResolvedCaller | undefined;
  /** Reports a grant to `onGrant`; undefined without that option. */
  readonly reportGrant: DecisionReporter['reportGrant'];
  /** Reports a refusal to `onDecision` and returns its error. */
  readonly refuse: (
    refusal: Refusal,
    resolvedCaller: ResolvedCaller,
    context: unknown,
    when: Decision<unknown>['when'],
  ) => GraphQLError;
  /** Returns why a caller lost access during a subscription; undefined while the caller has access. */
  readonly revocationReason: (
    caller: Principal,
    context: unknown,
    coordinate: string,
  ) => Promise<string | undefined>;
}

export function createHost(options: AuthOptions<unknown>): Host {
  checkOptions(options);
  const { queries = 'partial', now = Date.now } = options;
  const roles = createRoleHierarchy(options.roles);
  const { fieldResolver = defaultFieldResolver, typeResolver = defaultTypeResolver } = options;
  const log = safeLog(options.log ?? warn);
  const reporter = createDecisionReporter(options, roles, (option, coordinate, cause) =>
    log({
      code: 'AUTH_HOST_FAILED',
      coordinate,
      message: `The ${option} option threw an error; the decision is unchanged.`,
      cause,
    }),
  );
  return {
    roles,
    names: schemaNames(options.names),
    policies: new Map(Object.entries(options.policies ?? {})),
    queries,
    hidesElements: options.introspection === 'caller',
    fieldResolver,
    typeResolver,
    now,
    log,
    resolveCaller: (context) => resolveContextCaller(options, roles, log, context),
    resolveElevatedCaller: (payload, context, coordinate) =>
      resolvePayloadCaller(options, roles, log, payload, context, coordinate),
    reportGrant: reporter.reportGrant,
    refuse(refusal, resolvedCaller, context, when) {
      reporter.reportRefusal(refusal, { resolvedCaller, context, when });
      return errorOf(refusal);
    },
    revocationReason: (caller, context, coordinate) =>
      revocationReason(options, log, caller, context, coordinate),
  };
}

type Log = Host['log'];

function safeLog(log: Log): Log {
  return (entry) => {
    try {
      log(entry);
    } catch {
      // A failing log must not influence a decision.
    }
  };
}

function resolveContextCaller(
  { caller, now = Date.now }: AuthOptions<unknown>,
  roles: RoleHierarchy,
  log: Log,
  context: unknown,
): ResolvedCaller {
  const report = (problem: string): void =>
    log({ code: 'AUTH_HOST_FAILED', coordinate: 'caller', message: `The caller is malformed. ${problem}` });
  try {
    return resolveCaller(caller(context), roles, now(), report);
  } catch (cause) {
    log({
      code: 'AUTH_HOST_FAILED',
      coordinate: 'caller',
      message: 'The caller option threw an error; the caller is treated as anonymous.',
      cause,
    });
    return resolveCaller(undefined, roles, 0);
  }
}

function resolvePayloadCaller(
  options: AuthOptions<unknown>,
  roles: RoleHierarchy,
  log: Log,
  payload: unknown,
  context: unknown,
  coordinate: string,
): ResolvedCaller | undefined {
  const report = (problem: string): void =>
    log({ code: 'AUTH_ELEVATE_FAILED', coordinate, message: `The elevated caller is malformed. ${problem}` });
  try {
    const caller = options.elevate?.(payload, context);
    if (caller === null || caller === undefined) return undefined;
    const { now = Date.now } = options;
    return resolveCaller(caller, roles, now(), report);
  } catch (cause) {
    log({
      code: 'AUTH_ELEVATE_FAILED',
      coordinate,
      message: 'The elevate option threw an error; the caller is treated as anonymous.',
      cause,
    });
    return undefined;
  }
}

async function revocationReason(
  { revalidate }: AuthOptions<unknown>,
  log: Log,
  caller: Principal,
  context: unknown,
  coordinate: string,
): Promise<string | undefined> {
  if (revalidate === undefined) return undefined;
  try {
    const result: unknown = await revalidate(caller, context);
    if (result === true) return undefined;
    return typeof result === 'string' && result !== '' ? result : 'SESSION_REVOKED';
  } catch (cause) {
    log({
      code: 'AUTH_HOST_FAILED',
      coordinate,
      message: 'The revalidate option threw an error; the session is treated as revoked.',
      cause,
    });
    return 'SESSION_REVOKED';
  }
}

function warn({ code, coordinate, message }: AuthLogEntry): void {
  // The cause is left out: it may contain data that a policy has read, and this is written to a terminal.
  process.emitWarning(`${coordinate}: ${message}`, { code });
}
