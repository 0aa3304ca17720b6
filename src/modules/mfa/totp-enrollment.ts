import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { type LoginThrottle, refundUnlessWrong } from '../../platform/rate-limit/index.js';
import {
  addSeconds,
  type EventPublisher,
  runInBatches,
  type Transaction,
  type Transactions,
} from '../../shared/index.js';
import type { ActorTransactions, CurrentUser } from '../access/index.js';
import type { Sessions } from '../sessions/index.js';
import type { Users } from '../users/index.js';
import { asOwner } from './as-owner.js';
import { alreadyEnrolled, codeInvalid, enrollmentNotFound, notEnrolled } from './mfa-errors.js';
import type { RecoveryCodes } from './recovery-codes.js';
import type { MfaMethod, SecondFactor } from './second-factor.js';
import type { SecondFactors } from './second-factors.js';
import { describeTotp, findTotpStep, type TotpSetup, totpSecretBytes } from './totp.js';
import { openTotpSecret, type TotpFactorDependencies, totpSealingContext } from './totp-factor.js';

/** An enrolment in progress; TotpEnrollment in the schema. The secret is returned only here. */
export interface TotpEnrollment extends TotpSetup {
  readonly enrollmentId: string;
  readonly expiresAt: Date;
}

/**
 * How users set up and remove their authenticator app and their recovery codes. Every operation throws
 * STEP_UP_REQUIRED for a user who has a second factor and has not proven one in the session: a password alone
 * must not change what protects the account from anyone who knows the password.
 */
export interface TotpEnrollments {
  /** Starts an enrolment, which replaces an earlier one. Throws MFA_ALREADY_ENROLLED. */
  enroll(caller: CurrentUser): Promise<TotpEnrollment>;
  /**
   * Confirms an enrolment with its first code and returns new recovery codes; the session has proven the
   * factor then. Throws NOT_FOUND for an enrolment that is not in progress or of another user,
   * MFA_ALREADY_ENROLLED, MFA_CODE_INVALID and TOO_MANY_ATTEMPTS.
   */
  confirm(caller: CurrentUser, enrollmentId: string, code: string): Promise<readonly string[]>;
  /**
   * Removes the authenticator app, given a code of it or a recovery code. Throws MFA_NOT_ENROLLED,
   * MFA_CODE_INVALID and TOO_MANY_ATTEMPTS.
   */
  disable(caller: CurrentUser, code: string): Promise<void>;
  /** Replaces the recovery codes. Throws MFA_NOT_ENROLLED for a user without a second factor. */
  replaceRecoveryCodes(caller: CurrentUser): Promise<readonly string[]>;
  /** Removes enrolments that were not confirmed in time. */
  sweep(transactions: Transactions): Promise<void>;
}

export interface TotpEnrollmentDependencies extends TotpFactorDependencies {
  readonly transactions: ActorTransactions;
  readonly users: Users;
  readonly sessions: Sessions;
  readonly secondFactors: SecondFactors;
  readonly totp: SecondFactor;
  readonly recoveryCodes: RecoveryCodes;
  readonly loginThrottle: Pick<LoginThrottle, 'chargeAttempt'>;
  readonly events: EventPublisher;
  /** The name that authenticator apps show. */
  readonly issuerName: string;
}

const enrollmentTtlSeconds = 10 * 60;

export function createTotpEnrollments(dependencies: TotpEnrollmentDependencies): TotpEnrollments {
  const { repository, recoveryCodes, secondFactors, clock } = dependencies;
  return {
    enroll: (caller) =>
      asOwner(dependencies, caller, (transaction) => enroll(dependencies, transaction, caller)),
    confirm: (caller, enrollmentId, code) =>
      withCountedCode(dependencies, caller, 'TOTP', (transaction) =>
        confirm(dependencies, transaction, caller, enrollmentId, code),
      ),
    disable: async (caller, code) => {
      const method = /^[0-9 ]*$/.test(code) ? 'TOTP' : 'RECOVERY_CODE';
      await withCountedCode(dependencies, caller, method, (transaction) =>
        disable(dependencies, transaction, caller, method, code),
      );
    },
    replaceRecoveryCodes: (caller) =>
      asOwner(dependencies, caller, async (transaction) => {
        const methods = await secondFactors.methodsOf(transaction, caller.id);
        if (methods.length === 0) throw notEnrolled();
        const codes = await recoveryCodes.replace(transaction, caller.id);
        await publish(dependencies, transaction, caller, 'mfa.recovery-codes-replaced');
        return codes;
      }),
    sweep: (transactions) =>
      runInBatches(transactions, (transaction, maxRows) =>
        repository.removeExpired(transaction, clock.now(), maxRows),
      ),
  };
}

/**
 * Counts the code as a failure of the account until it is right. The work returns null for a wrong code,
 * which is recorded.
 */
async function withCountedCode<T>(
  dependencies: TotpEnrollmentDependencies,
  caller: CurrentUser,
  method: MfaMethod,
  work: (transaction: Transaction) => Promise<T | null>,
): Promise<T> {
  const charged = await dependencies.loginThrottle.chargeAttempt({ by: 'SESSION', account: caller.id });
  const outcome = await refundUnlessWrong(charged, () =>
    asOwner(dependencies, caller, async (transaction) => {
      const result = await work(transaction);
      if (result === null) await publish(dependencies, transaction, caller, 'mfa.failed', method);
      return result;
    }),
  );
  if (outcome === null) throw codeInvalid(['code']);
  return outcome;
}

async function enroll(
  { repository, users, sealing, issuerName, clock }: TotpEnrollmentDependencies,
  transaction: Transaction,
  { id: userId }: CurrentUser,
): Promise<TotpEnrollment> {
  if ((await repository.findConfirmed(transaction, userId)) !== null) throw alreadyEnrolled();
  const user = await users.find(transaction, userId);
  if (user === null) throw new Error('the caller has no row');
  const secret = randomBytes(totpSecretBytes);
  const id = uuidv7();
  const expiresAt = addSeconds(clock.now(), enrollmentTtlSeconds);
  const sealedSecret = sealing.seal(secret, totpSealingContext({ id, userId }));
  await repository.replacePending(transaction, { id, userId, sealedSecret, expiresAt });
  return { enrollmentId: id, expiresAt, ...describeTotp(secret, issuerName, user.username) };
}

async function confirm(
  dependencies: TotpEnrollmentDependencies,
  transaction: Transaction,
  caller: CurrentUser,
  enrollmentId: string,
  code: string,
): Promise<readonly string[] | null> {
  const { repository, recoveryCodes, sessions, totp, clock } = dependencies;
  const pending = await repository.findPending(transaction, caller.id);
  const now = clock.now();
  if (pending === null || pending.id !== enrollmentId.toLowerCase()) throw enrollmentNotFound();
  if (pending.expiresAt <= now) throw enrollmentNotFound();
  if ((await repository.findConfirmed(transaction, caller.id)) !== null) throw alreadyEnrolled();
  const step = findTotpStep(openTotpSecret(dependencies, pending), code, now, null);
  if (step === null) return null;
  // With the step: the code of the confirmation cannot be used to sign in.
  await repository.confirm(transaction, pending.id, now, step);
  const codes = await recoveryCodes.replace(transaction, caller.id);
  await sessions.recordProof(transaction, caller.sessionId, [...totp.authMethods, 'mfa']);
  await publish(dependencies, transaction, caller, 'mfa.enrolled', 'TOTP');
  return codes;
}

async function disable(
  dependencies: TotpEnrollmentDependencies,
  transaction: Transaction,
  caller: CurrentUser,
  method: MfaMethod,
  code: string,
): Promise<true | null> {
  const { repository, secondFactors, totp } = dependencies;
  if ((await repository.findConfirmed(transaction, caller.id)) === null) throw notEnrolled();
  const challenge = { id: caller.sessionId, userId: caller.id };
  const proof = await secondFactors.verify(transaction, challenge, method, { code, passkeyResponse: null });
  if (proof === null) return null;
  await totp.removeAll(transaction, caller.id);
  await publish(dependencies, transaction, caller, 'mfa.removed', 'TOTP');
  return true;
}

function publish(
  { events, clock }: TotpEnrollmentDependencies,
  transaction: Transaction,
  caller: CurrentUser,
  type: 'mfa.enrolled' | 'mfa.removed' | 'mfa.failed' | 'mfa.recovery-codes-replaced',
  method?: MfaMethod,
): Promise<void> {
  const isRemoval = type === 'mfa.removed';
  return events.publishEvent(transaction, {
    type,
    occurredAt: clock.now(),
    actor: { type: 'USER', id: caller.id },
    subjectId: caller.id,
    sessionId: caller.sessionId,
    ...(type === 'mfa.failed' ? { outcome: 'FAILURE', reason: 'MFA_CODE_INVALID' } : {}),
    ...(method === undefined
      ? {}
      : { changes: { method: { from: isRemoval ? method : null, to: isRemoval ? null : method } } }),
  });
}
