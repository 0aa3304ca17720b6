import type { AddressFailures } from '../../platform/rate-limit/index.js';
import type { ClientInfo, Clock, EventPublisher, Transaction } from '../../shared/index.js';
import type { ActorTransactions, CurrentUser } from '../access/index.js';
import { notEnrolled } from '../mfa/index.js';
import {
  authMethodsOf,
  type PasskeyProof,
  type PasskeyProofs,
  passkeyProofInvalid,
  type StartedPasskeyProof,
} from '../passkeys/index.js';
import type { Sessions } from '../sessions/index.js';
import type { FailedAttempts } from './failed-attempts.js';
import { recordProvenSession } from './record-proven-session.js';

/** Records in the caller's session that the user has proven again who they are, with a passkey. */
export interface PasskeyReauthentication {
  /** Throws MFA_NOT_ENROLLED for a user without a passkey, and ILLEGAL_STATE. */
  start(caller: CurrentUser): Promise<StartedPasskeyProof>;
  /**
   * Raises the assurance of the session to 2 when the authenticator has verified its user. Throws
   * MFA_CODE_INVALID for everything that is wrong, which is counted on the address: RATE_LIMITED.
   */
  prove(caller: CurrentUser, proof: PasskeyProof, client: ClientInfo): Promise<void>;
}

export interface PasskeyReauthenticationDependencies {
  readonly transactions: ActorTransactions;
  readonly passkeys: PasskeyProofs;
  readonly sessions: Sessions;
  readonly addressFailures: AddressFailures;
  readonly failedAttempts: FailedAttempts;
  readonly events: EventPublisher;
  readonly clock: Clock;
}

export function createPasskeyReauthentication(
  dependencies: PasskeyReauthenticationDependencies,
): PasskeyReauthentication {
  const { transactions, passkeys, addressFailures, failedAttempts } = dependencies;
  return {
    start: async (caller) => {
      const started = await passkeys.startReauthentication(transactions.reader, caller.id);
      if (started === null) throw notEnrolled();
      return started;
    },
    prove: async (caller, proof, { ipAddress }) => {
      const charge = await addressFailures.chargeAddress(ipAddress);
      // A refusal is returned, not thrown, so that the used challenge is committed.
      const failure = await transactions.runAs(
        { type: 'USER', user: caller },
        { users: [caller.id] },
        (transaction) => verifyAndRecord(dependencies, transaction, caller, proof),
      );
      if (failure !== null) {
        await failedAttempts.recordFailedAttempt({ subjectId: caller.id, caller, reason: failure });
        throw passkeyProofInvalid(['passkey']);
      }
      await charge.refund();
    },
  };
}

async function verifyAndRecord(
  dependencies: PasskeyReauthenticationDependencies,
  transaction: Transaction,
  caller: CurrentUser,
  proof: PasskeyProof,
): Promise<string | null> {
  const { passkeys } = dependencies;
  const proven = await passkeys.verifyProof(transaction, 'REAUTHENTICATION', caller.id, proof);
  if (proven.failure !== null) return proven.failure;
  const authMethods = authMethodsOf(proven.passkey, proven.userVerified);
  await recordProvenSession(dependencies, transaction, caller, authMethods);
  return null;
}
