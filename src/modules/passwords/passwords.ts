import { DomainError, type Refusal } from '../../shared/index.js';
import type { Peppers } from '../keys/index.js';
import { type DeriveKey, formatDerivation } from './derived-key-hash.js';
import type { HashingQueue } from './hashing-queue.js';
import { importHash } from './import-hash.js';
import {
  type ComparisonWork,
  type PasswordComparison,
  preparePasswordComparison,
  workOf,
} from './password-comparison.js';
import { type Bcrypt, formatPasswordHash, lowestCost, type PasswordHash } from './password-hash.js';
import { examinePassword, type PasswordIdentity, type PasswordPolicy } from './password-policy.js';
import { malformedPassword, passwordTooLong } from './passwords-errors.js';
import { pepperedSecret, preparePassword } from './prepared-password.js';
import type { Work, WorkCost } from './work-cost.js';

/**
 * Returns the stored form of a password hash of another system: bcrypt, argon2, scrypt or PBKDF2 with
 * SHA-256. Returns null when it can never be checked: another format, parameters out of bounds, or further
 * parameters than every failed check can repeat. The first right password replaces it by a hash of our own.
 */
export type ImportHash = (text: string) => PasswordHash | null;

/** The result of comparing a password with a stored hash. */
export interface PasswordVerification {
  readonly matches: boolean;
  /** Set after a match when the scheme, the pepper or the cost is out of date: the hash to store instead. */
  readonly replacement: PasswordHash | null;
}

/**
 * Hashes and verifies passwords and checks them against the policy. Hashing takes tenths of a second: never
 * call it inside a transaction.
 */
export interface Passwords {
  /**
   * Hashes with the current pepper and cost. Throws INVALID_INPUT or PASSWORD_TOO_LONG for a password that
   * cannot be hashed completely.
   */
  hash(password: string): Promise<PasswordHash>;
  /**
   * Compares a password with a stored hash; null for an unknown name or a user without a password.
   * Every failed comparison costs the same work, regardless of the reason (OWASP ASVS 6.3.8). Throws
   * SERVICE_UNAVAILABLE when too many passwords are waiting.
   */
  verify(password: string, stored: PasswordHash | null): Promise<PasswordVerification>;
  /** Throws SERVICE_UNAVAILABLE when `verify` would. Asked before any other work is done. */
  assertAccepting(): Promise<void>;
  /**
   * Compares without the constant work of `verify`, so that its duration depends on the hash. Use it only for
   * a user who has authenticated. Returns false for a hash that cannot be checked. Throws SERVICE_UNAVAILABLE
   * when too many passwords are waiting.
   */
  matches(password: string, stored: PasswordHash): Promise<boolean>;
  /**
   * Returns the violations of the policy (NIST 800-63B-4, 3.1.1.2), empty when the password is acceptable.
   * `field` is the path reported with each of them.
   */
  examine(password: string, identity: PasswordIdentity, field: readonly string[]): readonly Refusal[];
  /**
   * Returns the function that converts the hashes of one import. A dry run changes nothing: failed checks
   * take no more work because of its hashes.
   */
  createHashImporter(options: { readonly isDryRun: boolean }): Promise<ImportHash>;
  readonly policy: PasswordPolicy;
}

export interface PasswordsServiceDependencies {
  readonly bcrypt: Bcrypt;
  readonly deriveKey: DeriveKey;
  readonly queue: HashingQueue;
  readonly peppers: Peppers;
  readonly cost: number;
  readonly workCost: WorkCost;
  readonly policy: PasswordPolicy;
}

const mismatch: PasswordVerification = { matches: false, replacement: null };

export function createPasswords(dependencies: PasswordsServiceDependencies): Passwords {
  const { bcrypt, queue, peppers, cost, workCost, policy } = dependencies;

  async function createHash(prepared: string): Promise<PasswordHash> {
    const pepper = peppers.current();
    return formatPasswordHash(pepper.id, await bcrypt.hash(pepperedSecret(prepared, pepper.secret), cost));
  }

  async function verify(password: string, stored: PasswordHash | null): Promise<PasswordVerification> {
    const total = await workCost.current();
    const prepared = stored === null ? null : preparePasswordComparison(dependencies, password, stored);
    const comparison = prepared !== null && recordWork(workCost, prepared.work) ? prepared : null;
    // One queued job for the whole check: different kinds of failures must not wait for different times.
    return queue.run(async () => {
      if (comparison === null || !(await comparison.matches())) {
        await burnRest(dependencies, total, comparison?.work ?? null);
        return mismatch;
      }
      return {
        matches: true,
        replacement: isUpToDate(comparison) ? null : await createHash(comparison.text),
      };
    });
  }

  function isUpToDate({ work, pepperId }: PasswordComparison): boolean {
    return 'bcryptCost' in work && work.bcryptCost === cost && pepperId === peppers.current().id;
  }

  return {
    assertAccepting: queue.assertAccepting,
    hash: async (password) => {
      const prepared = preparePassword(password);
      if (prepared.fault === 'TOO_LONG') throw new DomainError(passwordTooLong([], policy.maxLength));
      if (prepared.fault === 'MALFORMED') throw new DomainError(malformedPassword([]));
      return queue.run(() => createHash(prepared.text));
    },
    verify,
    matches: async (password, stored) => {
      const comparison = preparePasswordComparison(dependencies, password, stored);
      return comparison === null ? false : queue.run(comparison.matches);
    },
    examine: (password, identity, field) => examinePassword(policy, password, identity, field),
    createHashImporter: async ({ isDryRun }) => {
      const target = isDryRun ? await workCost.copy() : workCost;
      // The kinds of hashes that are stored already count.
      await target.current();
      return (text) => {
        const stored = importHash(text);
        const work = stored === null ? null : workOf(stored);
        return work !== null && recordWork(target, work) ? stored : null;
      };
    },
    policy,
  };
}

/** Records the work of a comparison. Returns false when failed checks cannot include it. */
function recordWork(workCost: WorkCost, work: ComparisonWork): boolean {
  if ('derivation' in work) return workCost.recordDerivation(work.derivation);
  workCost.recordStoredCost(work.bcryptCost);
  return true;
}

/** Spends the time of the work that a failed comparison has not taken; null when nothing was compared. */
async function burnRest(
  { bcrypt, deriveKey }: Pick<PasswordsServiceDependencies, 'bcrypt' | 'deriveKey'>,
  { bcryptCost, derivations }: Work,
  spent: ComparisonWork | null,
): Promise<void> {
  const spentCost = spent !== null && 'bcryptCost' in spent ? spent.bcryptCost : null;
  await burnRounds(bcrypt, spentCost === null ? [bcryptCost] : missingCosts(spentCost, bcryptCost));
  const spentDerivation = spent !== null && 'derivation' in spent ? formatDerivation(spent.derivation) : null;
  for (const derivation of derivations) {
    if (formatDerivation(derivation) !== spentDerivation)
      await deriveKey(derivation, dummySecret, dummySalt, dummyKeyBytes);
  }
}

const dummySecret = Buffer.alloc(64, 'x');
const dummySalt = Buffer.alloc(16, 'x');
const dummyKeyBytes = 32;

/**
 * Returns costs whose rounds, added to those of `spent`, equal those of `total`: 2^8 + (2^8 + 2^9) = 2^10.
 */
function missingCosts(spent: number, total: number): readonly number[] {
  return Array.from({ length: Math.max(0, total - spent) }, (_, index) => spent + index);
}

/** Spends time with the same call as a real comparison. */
async function burnRounds(bcrypt: Bcrypt, costs: readonly number[]): Promise<void> {
  for (const cost of costs) {
    const digits = String(Math.max(lowestCost, cost)).padStart(2, '0');
    await bcrypt.compare(dummySecret, `$2b$${digits}$${'.'.repeat(53)}`);
  }
}
