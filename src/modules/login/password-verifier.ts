import { DomainError, type Transaction, type Transactions } from '../../shared/index.js';
import type { CurrentUser } from '../access/index.js';
import type { PasswordCredentials, PasswordHash, Passwords } from '../passwords/index.js';
import type { User, Users } from '../users/index.js';
import { type CountedAttempt, type Counting, chargeAttempt, nobody, turnOf } from './charge-attempt.js';
import type { FailedAttempts, FailureReason } from './failed-attempts.js';
import type { Turns } from './keyed-queue.js';
import type { PasswordAttempt } from './password-attempt.js';

/** What a right password proved, read outside any transaction. */
export interface ProvenPassword {
  readonly user: User;
  readonly hash: PasswordHash;
  readonly replacement: PasswordHash | null;
}

/** A user whose row is locked and whose password is still the proven one. */
export interface HeldUser {
  readonly user: User;
  readonly mustChange: boolean;
  /** Since when the password is this one. */
  readonly changedAt: Date;
}

/** What happens after a right password. */
export interface ProvenWork<Prepared, Result> {
  /** Outside the transaction: the place for hashing. A refusal ends it all. */
  readonly prepare: (proven: ProvenPassword) => Promise<Prepared>;
  /** Inside: the user's row is locked and everything read again. A refusal is told as a failed attempt. */
  readonly run: (transaction: Transaction, held: HeldUser, prepared: Prepared) => Promise<Result>;
}

/** The one way a password becomes an act, for every door. */
export interface PasswordProof {
  /**
   * Counts the attempt, compares the password with the same work whoever was named, and runs the work in one transaction.
   * Answers null for a wrong password, an unknown user and a user without a password alike. Refuses, before any hashing, with
   * TOO_MANY_ATTEMPTS for what was typed (or the caller's own account), then with RATE_LIMITED for the address; and with SERVICE_UNAVAILABLE when
   * too many wait to be hashed, or the attempt can be neither counted nor written down.
   */
  attempt<Prepared, Result>(
    attempt: PasswordAttempt,
    work: ProvenWork<Prepared, Result>,
  ): Promise<{ readonly result: Result } | null>;
}

/** What the proof is built from. */
export interface PasswordProofDependencies extends Counting {
  readonly transactions: Transactions;
  readonly users: Users;
  readonly passwords: Passwords;
  readonly credentials: PasswordCredentials;
  readonly failedAttempts: FailedAttempts;
  readonly turns: Turns;
}

/** Makes the proof. */
export function createPasswordProof(dependencies: PasswordProofDependencies): PasswordProof {
  const { turns, failedAttempts } = dependencies;
  return {
    attempt: async (attempt, work) => {
      const { who } = attempt;
      const caller = who.by === 'SESSION' ? who.caller : null;
      let subjectId = caller?.id ?? null;
      // The second round is for a password whose hash changed between the comparison and the lock, as a parallel login's upgrade does.
      for (let round = 0; round < 2; round += 1) {
        const proven = await turns.take(turnOf(attempt), () => prove(dependencies, attempt));
        if (proven === null) return null;
        subjectId = proven.user.id;
        const prepared = await work.prepare(proven);
        const outcome = await act(dependencies, proven, prepared, work, caller);
        if (outcome !== null) return outcome;
      }
      await failedAttempts.tellFailed({
        subjectId,
        caller,
        reason: 'CHANGED_MEANWHILE' satisfies FailureReason,
      });
      return null;
    },
  };
}

async function prove(
  dependencies: PasswordProofDependencies,
  attempt: PasswordAttempt,
): Promise<ProvenPassword | null> {
  const { transactions, passwords, credentials, failedAttempts } = dependencies;
  const { who } = attempt;
  const user = await attempt.find();
  const credential = await credentials.find(transactions.reader, user?.id ?? nobody);
  const counted = await chargeAttempt(dependencies, attempt, user, credential);
  const hash = credential?.hash ?? null;
  const verdict = await giveBackUnlessCompared(counted, () => passwords.verify(attempt.password, hash));
  if (user !== null && hash !== null && verdict.matches) {
    await counted.giveBack();
    return { user, hash, replacement: verdict.replacement };
  }
  const reason = reasonOf(user, hash);
  const caller = who.by === 'SESSION' ? who.caller : null;
  await failedAttempts.tellFailed({ subjectId: user?.id ?? null, caller, reason });
  return null;
}

function reasonOf(user: User | null, hash: PasswordHash | null): FailureReason {
  if (user === null) return 'UNKNOWN_NAME';
  return hash === null ? 'NO_PASSWORD' : 'WRONG_PASSWORD';
}

/** A password that was never compared is no failed guess: a busy server must not lock its own people out. */
async function giveBackUnlessCompared<T>(counted: CountedAttempt, compare: () => Promise<T>): Promise<T> {
  try {
    return await compare();
  } catch (refusal) {
    await counted.giveBack();
    throw refusal;
  }
}

async function act<Prepared, Result>(
  dependencies: PasswordProofDependencies,
  proven: ProvenPassword,
  prepared: Prepared,
  work: ProvenWork<Prepared, Result>,
  caller: CurrentUser | null,
): Promise<{ readonly result: Result } | null> {
  const { transactions, failedAttempts } = dependencies;
  try {
    return await transactions.run(async (transaction) => {
      const held = await hold(dependencies, transaction, proven);
      return held === null ? null : { result: await work.run(transaction, held, prepared) };
    });
  } catch (error) {
    // The password was right and somebody was turned away all the same: disabled, or asking for too much.
    if (error instanceof DomainError && error.reason !== 'SERVICE_UNAVAILABLE') {
      await failedAttempts.tellFailed({ subjectId: proven.user.id, caller, reason: error.reason });
    }
    throw error;
  }
}

async function hold(
  { users, credentials }: PasswordProofDependencies,
  transaction: Transaction,
  { user: { id }, hash, replacement }: ProvenPassword,
): Promise<HeldUser | null> {
  const user = await users.lock(transaction, id);
  const credential = user === null ? null : await credentials.find(transaction, id);
  if (user === null || user.status === 'DELETED' || credential?.hash !== hash) return null;
  if (replacement !== null) await credentials.upgrade(transaction, id, hash, replacement);
  return { user, mustChange: credential.mustChange, changedAt: credential.changedAt };
}
