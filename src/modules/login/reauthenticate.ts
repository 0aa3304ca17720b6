import { type LoginThrottle, refundUnlessWrong } from '../../platform/rate-limit/index.js';
import type { ClientInfo, Clock, EventPublisher, Transaction } from '../../shared/index.js';
import type { ActorTransactions, CurrentUser } from '../access/index.js';
import { codeInvalid, codeRequired, notEnrolled, type SecondFactors } from '../mfa/index.js';
import type { PasskeyProof } from '../passkeys/index.js';
import type { Sessions } from '../sessions/index.js';
import type { Users } from '../users/index.js';
import { passwordAttemptOf } from './change-password.js';
import type { FailedAttempts } from './failed-attempts.js';
import { currentPasswordWrong, passkeyGivenWithOthers } from './login-errors.js';
import type { PasskeyReauthentication } from './passkey-reauthentication.js';
import type { PasswordVerifier } from './password-verifier.js';
import { recordProvenSession } from './record-proven-session.js';

/** What a user proves again; null for what is not given. */
export interface Proof {
  readonly password: string | null;
  /** A code of the authenticator app. */
  readonly totpCode: string | null;
  /** The response to startPasskeyReauthentication, given alone. */
  readonly passkey: PasskeyProof | null;
}

/**
 * Records in the caller's session that the user has proven again who they are, for fields that require a
 * recent authentication. A user with a second factor proves that one, with or without the password; a
 * password alone is not enough then, because it would make a session fresh for what the factor protects. Any
 * other user proves the password.
 *
 * Throws CURRENT_PASSWORD_WRONG, MFA_CODE_INVALID, MFA_NOT_ENROLLED, and INVALID_INPUT for a passkey beside
 * another proof. Failures are counted on the account
 * and, for passwords, on the address: TOO_MANY_ATTEMPTS and RATE_LIMITED when there were too many.
 */
export type Reauthenticate = (caller: CurrentUser, proof: Proof, client: ClientInfo) => Promise<void>;

export interface ReauthenticateDependencies {
  readonly transactions: ActorTransactions;
  readonly users: Users;
  readonly passwordVerifier: PasswordVerifier;
  readonly passkeyReauthentication: PasskeyReauthentication;
  readonly sessions: Sessions;
  readonly secondFactors: SecondFactors;
  readonly loginThrottle: Pick<LoginThrottle, 'chargeAttempt'>;
  readonly failedAttempts: FailedAttempts;
  readonly events: EventPublisher;
  readonly clock: Clock;
}

export function createReauthenticate(dependencies: ReauthenticateDependencies): Reauthenticate {
  const { loginThrottle, passkeyReauthentication } = dependencies;
  return async (caller, proof, client) => {
    const { password, totpCode, passkey } = proof;
    if (passkey !== null) {
      if (password !== null || totpCode !== null) throw passkeyGivenWithOthers();
      return passkeyReauthentication.prove(caller, passkey, client);
    }
    const prove = (): Promise<true | null> => proveAndRecord(dependencies, caller, proof, client);
    if (totpCode === null) {
      await prove();
      return;
    }
    // Counts the code as a failure of the account before it is compared.
    const charged = await loginThrottle.chargeAttempt({ by: 'SESSION', account: caller.id });
    if ((await refundUnlessWrong(charged, prove)) === null) throw codeInvalid(['totpCode']);
  };
}

/** Returns null for a wrong code, which is recorded as a wrong password is. */
async function proveAndRecord(
  dependencies: ReauthenticateDependencies,
  caller: CurrentUser,
  proof: Proof,
  client: ClientInfo,
): Promise<true | null> {
  const { transactions, passwordVerifier, failedAttempts } = dependencies;
  const record = (transaction: Transaction): Promise<true | null> =>
    recordProof(dependencies, transaction, caller, proof);
  let proven: true | null;
  if (proof.password === null) {
    proven = await transactions.runAs({ type: 'USER', user: caller }, { users: [caller.id] }, record);
  } else {
    const attempt = passwordAttemptOf(dependencies, caller, proof.password, client);
    const work = { prepare: async () => null, run: record };
    const outcome = await passwordVerifier.withVerifiedPassword(attempt, work);
    if (outcome === null) throw currentPasswordWrong(['password']);
    proven = outcome.result;
  }
  if (proven === null) {
    const { reason } = codeInvalid(['totpCode']);
    await failedAttempts.recordFailedAttempt({ subjectId: caller.id, caller, reason });
  }
  return proven;
}

/**
 * Runs with the user's row locked, which protects the factors. Returns null for a wrong code; throws for a
 * missing proof.
 */
async function recordProof(
  dependencies: ReauthenticateDependencies,
  transaction: Transaction,
  caller: CurrentUser,
  { password, totpCode }: Proof,
): Promise<true | null> {
  const { secondFactors } = dependencies;
  const { id: userId } = caller;
  const methods = await secondFactors.methodsOf(transaction, userId);
  if (totpCode === null && methods.length > 0) throw codeRequired(['totpCode']);
  if (totpCode === null && password === null) throw currentPasswordWrong(['password']);
  if (totpCode !== null && !methods.includes('TOTP')) throw notEnrolled(['totpCode']);
  const code = totpCode === null ? [] : await proveCode(dependencies, transaction, caller, totpCode);
  if (code === null) return null;
  await recordProvenSession(dependencies, transaction, caller, [
    ...(password === null ? [] : ['pwd']),
    ...code,
  ]);
  return true;
}

function proveCode(
  { secondFactors }: ReauthenticateDependencies,
  transaction: Transaction,
  { id: userId, sessionId }: CurrentUser,
  code: string,
): Promise<readonly string[] | null> {
  const challenge = { id: sessionId, userId };
  return secondFactors.verify(transaction, challenge, 'TOTP', { code, passkeyResponse: null });
}
