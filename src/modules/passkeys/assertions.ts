import type { Clock, EventPublisher, Measurements, Transaction } from '../../shared/index.js';
import type { Passkey } from './passkey.js';
import type { PasskeyRepository } from './passkey-repository.js';
import type { RelyingParty } from './relying-party.js';
import { verifyAssertion } from './verify-responses.js';
import type { AssertionResponse } from './webauthn-responses.js';

/** Why a passkey was refused: for the audit log only, never for the caller. */
export type PasskeyFailure =
  | 'UNKNOWN_PASSKEY'
  /** The challenge expired, was used before, or was issued for another purpose or user. */
  | 'CHALLENGE_REJECTED'
  | 'ASSERTION_REJECTED'
  | 'USER_NOT_VERIFIED'
  /** The authenticator counted fewer signatures than before: there may be a copy of it. */
  | 'COUNTER_REGRESSED';

/** The outcome of a signature; what follows from a refusal is committed, so it is no error. */
export type AssertionOutcome =
  | { readonly failure: null; readonly passkey: Passkey; readonly userVerified: boolean }
  | { readonly failure: PasskeyFailure };

/** A signature to verify, and whether it counts only when the authenticator has verified its user. */
export interface AssertionAttempt {
  /** Read in this transaction, with the row of its user locked. */
  readonly passkey: Passkey;
  readonly response: AssertionResponse;
  readonly challenge: Uint8Array;
  readonly requireUserVerification: boolean;
}

/** Verifies signatures by passkeys and records their use. */
export interface Assertions {
  acceptAssertion(transaction: Transaction, attempt: AssertionAttempt): Promise<AssertionOutcome>;
}

export interface AssertionsDependencies {
  readonly relyingParty: RelyingParty;
  readonly repository: PasskeyRepository;
  readonly events: EventPublisher;
  readonly measurements: Pick<Measurements, 'countPasskeyRegression'>;
  readonly clock: Clock;
}

export function createAssertions(dependencies: AssertionsDependencies): Assertions {
  const { relyingParty, repository, clock } = dependencies;
  return {
    acceptAssertion: async (transaction, attempt) => {
      const { passkey, response, challenge, requireUserVerification } = attempt;
      const verified = await verifyAssertion(relyingParty, response, challenge, passkey);
      if (verified === null) return { failure: 'ASSERTION_REJECTED' };
      const { signCount, backedUp, userVerified } = verified;
      if (requireUserVerification && !userVerified) return { failure: 'USER_NOT_VERIFIED' };
      if ((signCount > 0 || passkey.signCount > 0) && signCount <= passkey.signCount) {
        await reportRegression(dependencies, transaction, passkey, signCount);
        return { failure: 'COUNTER_REGRESSED' };
      }
      const use = { signCount, backedUp, lastUsedAt: clock.now() };
      repository.recordUse(transaction, passkey.id, use);
      return { failure: null, passkey: { ...passkey, ...use }, userVerified };
    },
  };
}

/** Locks neither the account nor the passkey: the holder of the copy could otherwise lock the owner out. */
async function reportRegression(
  { events, measurements, clock }: AssertionsDependencies,
  transaction: Transaction,
  passkey: Passkey,
  signCount: number,
): Promise<void> {
  measurements.countPasskeyRegression();
  await events.publishEvent(transaction, {
    type: 'passkey.counter-regressed',
    occurredAt: clock.now(),
    // The signature may come from the owner or from anyone who has the copy.
    actor: { type: 'ANONYMOUS' },
    subjectId: passkey.userId,
    outcome: 'FAILURE',
    resource: { type: 'passkey', id: passkey.id },
    changes: { signCount: { from: passkey.signCount, to: signCount } },
  });
}
