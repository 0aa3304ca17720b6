import type { Reason } from './reasons.js';

/** What a refusal says. Nothing here but `detail` and `cause` may be kept from a stranger; those two go to the log only. */
export interface Refusal {
  readonly reason: Reason;
  /** A public English sentence fit for a stranger: never a secret, a token, a hash, or an echo of what was sent. */
  readonly message: string;
  /** Path in the operation's arguments, e.g. ["input", "email"]; left out when no single field is at fault. */
  readonly field?: readonly string[];
  /** Whole seconds after which the same call can succeed, where that is known. */
  readonly retryAfterSeconds?: number;
  /** Machine-readable facts about the limit that was broken, e.g. { minLength: 15 }. */
  readonly params?: Readonly<Record<string, string | number | boolean>>;
  /** For the log alone. */
  readonly detail?: string;
  readonly cause?: unknown;
}

/** The one way the domain of a module says no. The edges translate it; whatever else is thrown they log and hide. */
export class DomainError extends Error {
  /** One entry for a single refusal; several when an input was wrong in several places at once. Never empty. */
  readonly refusals: readonly [Refusal, ...Refusal[]];

  constructor(first: Refusal, ...others: readonly Refusal[]) {
    super(first.message, first.cause === undefined ? undefined : { cause: first.cause });
    this.name = 'DomainError';
    this.refusals = [first, ...others];
  }

  /** The first refusal's reason: the whole story where only one can happen. */
  get reason(): Reason {
    return this.refusals[0].reason;
  }
}

/** Throws one DomainError with every refusal collected, in order; does nothing when there is none. */
export function refuseAll(refusals: readonly (Refusal | null)[]): void {
  const [first, ...others] = refusals.filter((refusal) => refusal !== null);
  if (first !== undefined) throw new DomainError(first, ...others);
}

/** True for a DomainError whose (first) reason is the given one. */
export function isRefusal(error: unknown, reason: Reason): error is DomainError {
  return error instanceof DomainError && error.reason === reason;
}

/** BAD_USER_INPUT: a question cannot be answered as it was asked. */
export function badUserInput(message: string, field?: readonly string[]): DomainError {
  const refusal = { reason: 'BAD_USER_INPUT', message } as const;
  return new DomainError(field === undefined ? refusal : { ...refusal, field });
}

/** True for load that was shed on purpose: SERVICE_UNAVAILABLE with nothing broken behind it. A storm of them must not fill the log with stacks. */
export function isLoadShed(error: unknown): error is DomainError {
  return isRefusal(error, 'SERVICE_UNAVAILABLE') && error.cause === undefined;
}
