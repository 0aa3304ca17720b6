import type { Reason } from './reasons.js';

/**
 * One reason why an operation was rejected. Everything except `detail` and `cause` is public; those two are
 * only logged.
 */
export interface Refusal {
  readonly reason: Reason;
  /** A public English sentence. Never contains a secret, a token, a hash, or a value that was sent. */
  readonly message: string;
  /**
   * The path in the arguments of the operation, e.g. ["input", "email"]; absent when no single field is the
   * cause.
   */
  readonly field?: readonly string[];
  /** Whole seconds after which the same call can succeed, if known. */
  readonly retryAfterSeconds?: number;
  /** Machine-readable limits that were exceeded, e.g. { minLength: 15 }. */
  readonly params?: Readonly<Record<string, string | number | boolean>>;
  /** Why the caller is no longer signed in; with UNAUTHENTICATED only. */
  readonly authenticationFailure?: string;
  /** Only logged. */
  readonly detail?: string;
  readonly cause?: unknown;
}

/**
 * The error by which a module rejects an operation. Transports translate it; they log and hide every other
 * error.
 */
export class DomainError extends Error {
  /** Several entries when several fields of an input are not valid. Never empty. */
  readonly refusals: readonly [Refusal, ...Refusal[]];

  constructor(first: Refusal, ...others: readonly Refusal[]) {
    super(first.message, first.cause === undefined ? undefined : { cause: first.cause });
    this.name = 'DomainError';
    this.refusals = [first, ...others];
  }

  /** The reason of the first refusal. */
  get reason(): Reason {
    return this.refusals[0].reason;
  }
}

/** Throws one DomainError with all refusals in order. Does nothing when there is none. */
export function refuseAll(refusals: readonly (Refusal | null)[]): void {
  const [first, ...others] = refusals.filter((refusal) => refusal !== null);
  if (first !== undefined) throw new DomainError(first, ...others);
}

/** Returns true for a DomainError whose first reason is the given one. */
export function isRefusal(error: unknown, reason: Reason): error is DomainError {
  return error instanceof DomainError && error.reason === reason;
}

/** BAD_USER_INPUT: the arguments of a query are not valid. */
export function badUserInput(message: string, field?: readonly string[]): DomainError {
  const refusal = { reason: 'BAD_USER_INPUT', message } as const;
  return new DomainError(field === undefined ? refusal : { ...refusal, field });
}

/**
 * Returns true for load that was shed on purpose: SERVICE_UNAVAILABLE without a cause. Such errors are logged
 * without a stack, because there may be many.
 */
export function isLoadShed(error: unknown): error is DomainError {
  return isRefusal(error, 'SERVICE_UNAVAILABLE') && error.cause === undefined;
}
