import type { GraphQLError } from 'graphql';
import { errorOf, type Refusal } from './refusal.js';
import { type Standing, standingOf } from './standing.js';
import type { AuthLogEntry, AuthOptions, Decision, Policy, Principal } from './types.js';

/** The host's answers, made safe: nothing here throws, and what fails counts as a no. */
export interface Host {
  readonly roles: readonly string[];
  readonly policies: ReadonlyMap<string, Policy<unknown>>;
  readonly queries: 'partial' | 'reject';
  readonly now: () => number;
  readonly log: (entry: AuthLogEntry) => void;
  /** Who calls, by the context. */
  readonly standing: (context: unknown) => Standing;
  /** Who calls below an elevating field, by its payload; undefined when that names no caller. */
  readonly elevated: (payload: unknown, context: unknown, coordinate: string) => Standing | undefined;
  /** Reports a refusal and makes its error. */
  readonly refuse: (
    refusal: Refusal,
    standing: Standing,
    context: unknown,
    when: Decision<unknown>['when'],
  ) => GraphQLError;
  /** Why a caller is not welcome any more, if so. */
  readonly revoked: (caller: Principal, context: unknown, coordinate: string) => Promise<string | undefined>;
}

/** Wraps the options once. */
export function createHost(options: AuthOptions<unknown>): Host {
  const { roles, queries = 'partial', now = Date.now } = options;

  function log(entry: AuthLogEntry): void {
    try {
      (options.log ?? warn)(entry);
    } catch {
      // A log that fails must not decide anything.
    }
  }

  function standing(context: unknown): Standing {
    try {
      return standingOf(options.caller(context), roles);
    } catch (cause) {
      log({
        code: 'AUTH_HOST_FAILED',
        coordinate: 'caller',
        message: 'caller threw; taken as anonymous.',
        cause,
      });
      return standingOf(undefined, roles);
    }
  }

  function elevated(payload: unknown, context: unknown, coordinate: string): Standing | undefined {
    try {
      const caller = options.elevate?.(payload, context);
      return caller?.kind === undefined ? undefined : standingOf(caller, roles);
    } catch (cause) {
      log({ code: 'AUTH_ELEVATE_FAILED', coordinate, message: 'elevate threw; taken as anonymous.', cause });
      return undefined;
    }
  }

  function refuse(
    refusal: Refusal,
    by: Standing,
    context: unknown,
    when: Decision<unknown>['when'],
  ): GraphQLError {
    const { code, coordinate, reason, argumentPath } = refusal;
    try {
      options.onDecision?.({
        code,
        coordinate,
        caller: by.caller,
        context,
        when,
        ...(reason === undefined ? {} : { reason }),
        ...(argumentPath === undefined ? {} : { argumentPath }),
      });
    } catch (cause) {
      log({ code: 'AUTH_HOST_FAILED', coordinate, message: 'onDecision threw; the refusal stands.', cause });
    }
    return errorOf(refusal);
  }

  async function revoked(
    caller: Principal,
    context: unknown,
    coordinate: string,
  ): Promise<string | undefined> {
    if (options.revalidate === undefined) return undefined;
    try {
      const answer: unknown = await options.revalidate(caller, context);
      if (answer === true) return undefined;
      return typeof answer === 'string' && answer !== '' ? answer : 'SESSION_REVOKED';
    } catch (cause) {
      log({ code: 'AUTH_HOST_FAILED', coordinate, message: 'revalidate threw; taken as revoked.', cause });
      return 'SESSION_REVOKED';
    }
  }

  const policies = new Map(Object.entries(options.policies ?? {}));
  return { roles, policies, queries, now, log, standing, elevated, refuse, revoked };
}

function warn({ code, coordinate, message }: AuthLogEntry): void {
  // The cause stays out: it may hold what a policy read, and this goes to a terminal.
  process.emitWarning(`${coordinate}: ${message}`, { code });
}
