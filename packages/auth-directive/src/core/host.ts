import type { GraphQLError } from 'graphql';
import type { AuthLogEntry, AuthOptions, Decision, Policy, Principal } from './auth-options.js';
import { errorOf, type Refusal } from './refusal.js';
import { type ResolvedCaller, resolveCaller } from './resolved-caller.js';

/** The host's answers, made safe: nothing here throws, and what fails counts as a no. */
export interface Host {
  readonly roles: readonly string[];
  readonly policies: ReadonlyMap<string, Policy<unknown>>;
  readonly queries: 'partial' | 'reject';
  readonly now: () => number;
  readonly log: (entry: AuthLogEntry) => void;
  /** Who calls, by the context. */
  readonly resolvedCaller: (context: unknown) => ResolvedCaller;
  /** Who calls below an elevating field, by its payload; undefined when that names no caller. */
  readonly elevated: (payload: unknown, context: unknown, coordinate: string) => ResolvedCaller | undefined;
  /** Reports a refusal and makes its error. */
  readonly refuse: (
    refusal: Refusal,
    resolvedCaller: ResolvedCaller,
    context: unknown,
    when: Decision<unknown>['when'],
  ) => GraphQLError;
  /** Why a caller is not welcome any more, if so. */
  readonly revoked: (caller: Principal, context: unknown, coordinate: string) => Promise<string | undefined>;
}

/** Wraps the options once. */
export function createHost(options: AuthOptions<unknown>): Host {
  const { roles, queries = 'partial', now = Date.now } = options;
  const log = safeLog(options.log ?? warn);
  return {
    roles,
    policies: new Map(Object.entries(options.policies ?? {})),
    queries,
    now,
    log,
    resolvedCaller: (context) => resolveContextCaller(options, log, context),
    elevated: (payload, context, coordinate) =>
      resolveElevatedCaller(options, log, payload, context, coordinate),
    refuse(refusal, resolvedCaller, context, when) {
      report(options, log, refusal, { caller: resolvedCaller.caller, context, when });
      return errorOf(refusal);
    },
    revoked: (caller, context, coordinate) => revocation(options, log, caller, context, coordinate),
  };
}

type Log = Host['log'];

function safeLog(log: Log): Log {
  return (entry) => {
    try {
      log(entry);
    } catch {
      // A log that fails must not decide anything.
    }
  };
}

function resolveContextCaller(
  { caller, roles }: AuthOptions<unknown>,
  log: Log,
  context: unknown,
): ResolvedCaller {
  try {
    return resolveCaller(caller(context), roles);
  } catch (cause) {
    log({
      code: 'AUTH_HOST_FAILED',
      coordinate: 'caller',
      message: 'caller threw; taken as anonymous.',
      cause,
    });
    return resolveCaller(undefined, roles);
  }
}

function resolveElevatedCaller(
  options: AuthOptions<unknown>,
  log: Log,
  payload: unknown,
  context: unknown,
  coordinate: string,
): ResolvedCaller | undefined {
  try {
    const caller = options.elevate?.(payload, context);
    return caller?.kind === undefined ? undefined : resolveCaller(caller, options.roles);
  } catch (cause) {
    log({ code: 'AUTH_ELEVATE_FAILED', coordinate, message: 'elevate threw; taken as anonymous.', cause });
    return undefined;
  }
}

function report(
  { onDecision }: AuthOptions<unknown>,
  log: Log,
  { code, coordinate, reason, argumentPath }: Refusal,
  by: Pick<Decision<unknown>, 'caller' | 'context' | 'when'>,
): void {
  try {
    onDecision?.({
      code,
      coordinate,
      ...by,
      ...(reason === undefined ? {} : { reason }),
      ...(argumentPath === undefined ? {} : { argumentPath }),
    });
  } catch (cause) {
    log({ code: 'AUTH_HOST_FAILED', coordinate, message: 'onDecision threw; the refusal stands.', cause });
  }
}

async function revocation(
  { revalidate }: AuthOptions<unknown>,
  log: Log,
  caller: Principal,
  context: unknown,
  coordinate: string,
): Promise<string | undefined> {
  if (revalidate === undefined) return undefined;
  try {
    const answer: unknown = await revalidate(caller, context);
    if (answer === true) return undefined;
    return typeof answer === 'string' && answer !== '' ? answer : 'SESSION_REVOKED';
  } catch (cause) {
    log({ code: 'AUTH_HOST_FAILED', coordinate, message: 'revalidate threw; taken as revoked.', cause });
    return 'SESSION_REVOKED';
  }
}

function warn({ code, coordinate, message }: AuthLogEntry): void {
  // The cause stays out: it may hold what a policy read, and this goes to a terminal.
  process.emitWarning(`${coordinate}: ${message}`, { code });
}
