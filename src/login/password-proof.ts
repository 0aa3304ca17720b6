import type { Transaction, Transactions, UserId } from '../kernel/index.js';
import type { FailureBudget } from '../limits/index.js';
import type { PasswordCredentials, PasswordHash, Passwords } from '../passwords/index.js';
import type { User, Users } from '../users/index.js';

/** Somebody says: I am this user, here is my password. */
export interface PasswordAttempt {
  /** Finds the living user that was named; null when there is none. */
  readonly find: () => Promise<User | null>;
  readonly password: string;
  readonly ipAddress: string;
}

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
}

/** What happens after a right password. */
export interface ProvenWork<Prepared, Result> {
  /** Outside the transaction: the place for hashing. A refusal ends it all. */
  readonly prepare: (proven: ProvenPassword) => Promise<Prepared>;
  /** Inside: the user's row is locked and everything read again. */
  readonly run: (transaction: Transaction, held: HeldUser, prepared: Prepared) => Promise<Result>;
}

/** The one way a password becomes an act, for every door. */
export interface PasswordProof {
  /**
   * Charges the address, compares the password with the same work whoever was named, and runs the work in one transaction.
   * Answers null for a wrong password, an unknown user and a user without a password alike.
   * Refuses with RATE_LIMITED before any hashing, and with SERVICE_UNAVAILABLE when too many wait to be hashed.
   */
  attempt<Prepared, Result>(
    attempt: PasswordAttempt,
    work: ProvenWork<Prepared, Result>,
  ): Promise<{ readonly result: Result } | null>;
}

/** What the proof is built from. */
export interface PasswordProofDependencies {
  readonly transactions: Transactions;
  readonly users: Users;
  readonly passwords: Passwords;
  readonly credentials: PasswordCredentials;
  readonly failedLogins: FailureBudget;
}

// A constant of the right form, hence the cast. RFC 9562 5.9: no row has it. An unknown name asks the database as many questions as a known one.
const nobody = '00000000-0000-0000-0000-000000000000' as UserId;

/** Makes the proof. */
export function createPasswordProof(dependencies: PasswordProofDependencies): PasswordProof {
  const { transactions } = dependencies;
  return {
    attempt: async (attempt, work) => {
      // The second round is for a password whose hash changed between the comparison and the lock, as a parallel login's upgrade does.
      for (let round = 0; round < 2; round += 1) {
        const proven = await prove(dependencies, attempt);
        if (proven === null) return null;
        const prepared = await work.prepare(proven);
        const outcome = await transactions.run(async (transaction) => {
          const held = await hold(dependencies, transaction, proven);
          return held === null ? null : { result: await work.run(transaction, held, prepared) };
        });
        if (outcome !== null) return outcome;
      }
      return null;
    },
  };
}

async function prove(
  { transactions, passwords, credentials, failedLogins }: PasswordProofDependencies,
  { find, password, ipAddress }: PasswordAttempt,
): Promise<ProvenPassword | null> {
  await failedLogins.charge(ipAddress);
  const user = await find();
  const credential = await credentials.find(transactions.reader, user?.id ?? nobody);
  const hash = credential?.hash ?? null;
  const verdict = await refundUnlessCompared(failedLogins, ipAddress, () => passwords.verify(password, hash));
  if (user === null || hash === null || !verdict.matches) return null;
  await failedLogins.refund(ipAddress);
  return { user, hash, replacement: verdict.replacement };
}

/** A password that was never compared is no failed guess: a busy server must not lock its own people out. */
async function refundUnlessCompared<T>(
  failedLogins: FailureBudget,
  ipAddress: string,
  compare: () => Promise<T>,
): Promise<T> {
  try {
    return await compare();
  } catch (refusal) {
    await failedLogins.refund(ipAddress);
    throw refusal;
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
  return { user, mustChange: credential.mustChange };
}
