import { DomainError, type Refusal } from '../../shared/index.js';
import type { Peppers } from '../keys/index.js';
import type { HashingQueue } from './hashing-queue.js';
import type { Bcrypt } from './password-hash.js';
import {
  formatPasswordHash,
  lowestCost,
  type PasswordHash,
  type PasswordHashParts,
  parsePasswordHash,
} from './password-hash.js';
import { examinePassword, type PasswordIdentity, type PasswordPolicy } from './password-policy.js';
import { malformedPassword, passwordTooLong } from './passwords-errors.js';
import { importedHashSecret, pepperedSecret, preparePassword } from './prepared-password.js';
import type { WorkCost } from './work-cost.js';

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
  readonly policy: PasswordPolicy;
}

export interface PasswordsServiceDependencies {
  readonly bcrypt: Bcrypt;
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
    const comparable = stored === null ? null : comparableOf(password, stored, peppers);
    // One queued job for the whole check: different kinds of failures must not wait for different times.
    return queue.run(async () => {
      if (comparable === null) {
        await burnWork(bcrypt, [total]);
        return mismatch;
      }
      const { parts, secret, text } = comparable;
      workCost.recordStoredCost(parts.cost);
      if (!(await bcrypt.compare(secret, parts.bcryptHash))) {
        await burnWork(bcrypt, missingCosts(parts.cost, total));
        return mismatch;
      }
      const isUpToDate = parts.cost === cost && parts.pepperId === peppers.current().id;
      return { matches: true, replacement: isUpToDate ? null : await createHash(text) };
    });
  }

  return {
    hash: async (password) => {
      const prepared = preparePassword(password);
      if (prepared.fault === 'TOO_LONG') throw new DomainError(passwordTooLong([], policy.maxLength));
      if (prepared.fault === 'MALFORMED') throw new DomainError(malformedPassword([]));
      return queue.run(() => createHash(prepared.text));
    },
    verify,
    matches: async (password, stored) => {
      const comparable = comparableOf(password, stored, peppers);
      if (comparable === null) return false;
      return queue.run(() => bcrypt.compare(comparable.secret, comparable.parts.bcryptHash));
    },
    examine: (password, identity, field) => examinePassword(policy, password, identity, field),
    policy,
  };
}

/** A password and a hash that can be compared. */
interface Comparable {
  readonly text: string;
  readonly secret: Buffer;
  readonly parts: PasswordHashParts;
}

function comparableOf(password: string, stored: PasswordHash, peppers: Peppers): Comparable | null {
  const { text } = preparePassword(password);
  const parts = parsePasswordHash(stored);
  if (text === null || parts === null) return null;
  const secret = secretFor(password, text, parts, peppers);
  return secret === null ? null : { text, secret, parts };
}

/** Returns the secret that bcrypt compares; null when the pepper is unknown or the password is empty. */
function secretFor(
  password: string,
  text: string,
  parts: PasswordHashParts,
  peppers: Peppers,
): Buffer | null {
  // Other systems may have stored hashes of an empty password; an empty password is never accepted here.
  if (text === '') return null;
  if (parts.pepperId === null) return importedHashSecret(password);
  const pepper = peppers.find(parts.pepperId);
  return pepper === null ? null : pepperedSecret(text, pepper);
}

/**
 * Returns costs whose rounds, added to those of `spent`, equal those of `total`: 2^8 + (2^8 + 2^9) = 2^10.
 */
function missingCosts(spent: number, total: number): readonly number[] {
  return Array.from({ length: Math.max(0, total - spent) }, (_, index) => spent + index);
}

/** Spends time with the same call as a real comparison. */
async function burnWork(bcrypt: Bcrypt, costs: readonly number[]): Promise<void> {
  const dummySecret = Buffer.alloc(64, 'x');
  for (const cost of costs) {
    const digits = String(Math.max(lowestCost, cost)).padStart(2, '0');
    await bcrypt.compare(dummySecret, `$2b$${digits}$${'.'.repeat(53)}`);
  }
}
