import type { ChargedAttempt } from '../../platform/rate-limit/index.js';
import { DomainError, type KeyedQueue, type Transaction, type UserId } from '../../shared/index.js';
import type { ActorTransactions, CurrentUser } from '../access/index.js';
import type { PasswordCredentials, PasswordHash, Passwords } from '../passwords/index.js';
import type { User, Users } from '../users/index.js';
import {
  type ChargeAttemptDependencies,
  chargeAttempt,
  type PasswordAttempt,
  queueKeyOf,
} from './charge-attempt.js';
import type { FailedAttempts, FailureReason } from './failed-attempts.js';

/** A verified password and its user, read outside any transaction. */
export interface VerifiedPassword {
  readonly user: User;
  readonly hash: PasswordHash;
  /** The upgraded hash to store; null when the stored one is up to date. */
  readonly replacement: PasswordHash | null;
  /** Resolves when the attempt no longer counts as a failure. */
  readonly refunded: Promise<void>;
}

/** A user whose row is locked and whose password is still the verified one. */
export interface LockedUser {
  readonly user: User;
  readonly mustChange: boolean;
  /** When the password was set. */
  readonly changedAt: Date;
}

/** The work to do after the password was verified. */
export interface VerifiedPasswordWork<Prepared, Result, Facts = undefined> {
  /** Runs outside the transaction, for hashing. An error aborts the attempt. */
  readonly prepare: (verified: VerifiedPassword) => Promise<Prepared>;
  /** Reads facts that the lock of the user's row protects, in the same round trip as the lock. */
  readonly readLocked?: (transaction: Transaction, userId: UserId) => Promise<Facts>;
  /**
   * Runs inside the transaction, with the user's row locked and everything read again. A DomainError is
   * recorded as a failed attempt.
   */
  readonly run: (
    transaction: Transaction,
    lockedUser: LockedUser,
    prepared: Prepared,
    facts: Facts | undefined,
  ) => Promise<Result>;
}

/** Verifies passwords and runs the work that depends on them, for every entry point. */
export interface PasswordVerifier {
  /**
   * Counts the attempt, compares the password with the same work for every user, known or not, and runs the
   * work in one transaction. Returns null for a wrong password, an unknown user and a user without a
   * password. Before any hashing, throws TOO_MANY_ATTEMPTS for the identifier (or the caller's own account),
   * then RATE_LIMITED for the address. Throws SERVICE_UNAVAILABLE when too many passwords wait to be hashed,
   * or when the attempt cannot be counted or recorded.
   */
  withVerifiedPassword<Prepared, Result, Facts = undefined>(
    attempt: PasswordAttempt,
    work: VerifiedPasswordWork<Prepared, Result, Facts>,
  ): Promise<{ readonly result: Result } | null>;
}

export interface PasswordVerifierDependencies extends ChargeAttemptDependencies {
  readonly transactions: ActorTransactions;
  readonly users: Users;
  readonly passwords: Passwords;
  readonly credentials: PasswordCredentials;
  readonly failedAttempts: FailedAttempts;
  readonly attemptQueue: Pick<KeyedQueue, 'enqueue'>;
}

export function createPasswordVerifier(dependencies: PasswordVerifierDependencies): PasswordVerifier {
  const { failedAttempts } = dependencies;
  return {
    withVerifiedPassword: async (attempt, work) => {
      // Most attempts of a storm end here, at no cost to those who are signed in.
      await dependencies.passwords.assertAccepting();
      const { claimedIdentity } = attempt;
      const caller = claimedIdentity.by === 'SESSION' ? claimedIdentity.caller : null;
      let subjectId = caller?.id ?? null;
      // The second round is for a hash that changed between the comparison and the lock, as the upgrade by a
      // concurrent login does.
      for (let round = 0; round < 2; round += 1) {
        const verified = await verifyInTurn(dependencies, attempt);
        if (verified === null) return null;
        subjectId = verified.user.id;
        const outcome = await runVerifiedWork(dependencies, verified, work, caller).catch(
          async (error: unknown) => {
            // Answered before, the next attempt would find this one counted as failed.
            await verified.refunded.catch(() => {});
            throw error;
          },
        );
        await verified.refunded;
        if (outcome !== null) return outcome;
      }
      await failedAttempts.recordFailedAttempt({
        subjectId,
        caller,
        reason: 'CHANGED_MEANWHILE' satisfies FailureReason,
      });
      return null;
    },
  };
}

/**
 * Verifies the password in the queue of the account. The attempt keeps its turn until its failure was
 * refunded, but its work starts at once.
 */
function verifyInTurn(
  dependencies: PasswordVerifierDependencies,
  attempt: PasswordAttempt,
): Promise<VerifiedPassword | null> {
  return new Promise((resolve, reject) => {
    const turn = dependencies.attemptQueue.enqueue(queueKeyOf(attempt), async () => {
      const verified = await verifyPassword(dependencies, attempt);
      resolve(verified);
      // Thrown where the work is done.
      await verified?.refunded.catch(() => {});
    });
    turn.catch(reject);
  });
}

async function verifyPassword(
  dependencies: PasswordVerifierDependencies,
  attempt: PasswordAttempt,
): Promise<VerifiedPassword | null> {
  const { passwords, failedAttempts } = dependencies;
  const { claimedIdentity } = attempt;
  const account = await attempt.find();
  const counted = await chargeAttempt(dependencies, attempt, account);
  const { user, credential } = account;
  const hash = credential?.hash ?? null;
  const verdict = await refundUnlessCompared(counted, () => passwords.verify(attempt.password, hash));
  if (user !== null && hash !== null && verdict.matches) {
    return { user, hash, replacement: verdict.replacement, refunded: counted.refund() };
  }
  const reason = reasonOf(user, hash);
  const caller = claimedIdentity.by === 'SESSION' ? claimedIdentity.caller : null;
  await failedAttempts.recordFailedAttempt({ subjectId: user?.id ?? null, caller, reason });
  return null;
}

function reasonOf(user: User | null, hash: PasswordHash | null): FailureReason {
  if (user === null) return 'UNKNOWN_NAME';
  return hash === null ? 'NO_PASSWORD' : 'WRONG_PASSWORD';
}

/** A password that was not compared is not a failure: an overloaded server must not lock its users out. */
async function refundUnlessCompared<T>(counted: ChargedAttempt, compare: () => Promise<T>): Promise<T> {
  try {
    return await compare();
  } catch (error) {
    await counted.refund();
    throw error;
  }
}

async function runVerifiedWork<Prepared, Result, Facts>(
  dependencies: PasswordVerifierDependencies,
  verified: VerifiedPassword,
  work: VerifiedPasswordWork<Prepared, Result, Facts>,
  caller: CurrentUser | null,
): Promise<{ readonly result: Result } | null> {
  const { transactions, failedAttempts } = dependencies;
  const prepared = await work.prepare(verified);
  try {
    return await runAsCaller(transactions, caller, async (transaction) => {
      // Sent together, the lock first: each statement sees what was committed before it started.
      const [lockedUser, facts] = await Promise.all([
        lockUser(dependencies, transaction, verified),
        work.readLocked?.(transaction, verified.user.id),
      ]);
      if (lockedUser === null) return null;
      return { result: await work.run(transaction, lockedUser, prepared, facts) };
    });
  } catch (error) {
    // The password was right, but the user is disabled, is not signed in any more or requested too much.
    if (error instanceof DomainError && error.reason !== 'SERVICE_UNAVAILABLE') {
      const reason = error.refusals[0].authenticationFailure ?? error.reason;
      await failedAttempts.recordFailedAttempt({ subjectId: verified.user.id, caller, reason });
    }
    throw error;
  }
}

/** Runs the work of a signed-in caller on their own account, or that of a login. */
function runAsCaller<Result>(
  transactions: ActorTransactions,
  caller: CurrentUser | null,
  work: (transaction: Transaction) => Promise<Result>,
): Promise<Result> {
  if (caller === null) return transactions.run(work);
  return transactions.runAs({ type: 'USER', user: caller }, { users: [caller.id] }, work);
}

async function lockUser(
  { users, credentials }: PasswordVerifierDependencies,
  transaction: Transaction,
  { user: { id }, hash, replacement }: VerifiedPassword,
): Promise<LockedUser | null> {
  const [user, credential] = await Promise.all([
    users.lock(transaction, id),
    credentials.find(transaction, id),
  ]);
  if (user === null || user.status === 'DELETED' || credential?.hash !== hash) return null;
  if (replacement !== null) await credentials.upgrade(transaction, id, hash, replacement);
  return { user, mustChange: credential.mustChange, changedAt: credential.changedAt };
}
