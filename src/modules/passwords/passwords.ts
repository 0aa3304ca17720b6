import { DomainError, type Refusal } from '../../shared/index.js';
import type { Peppers } from '../keys/index.js';
import type { Bcrypt } from './bcrypt.js';
import type { HashingQueue } from './hashing-queue.js';
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

/** What became of a password that was compared with a stored hash. */
export interface PasswordVerification {
  readonly matches: boolean;
  /** Only after a match whose scheme, pepper or cost is out of date: what to store instead. */
  readonly replacement: PasswordHash | null;
}

/** Makes and checks password hashes, and says which passwords are acceptable. Takes tenths of seconds: never inside a transaction. */
export interface Passwords {
  /** Hashes with the current pepper and cost. Refuses, with the words of `examine`, what cannot be hashed whole. */
  hash(password: string): Promise<PasswordHash>;
  /**
   * Compares. Null stands for an unknown name or a user without a password. Every answer "no" costs the same work, whatever
   * the reason (ASVS 6.3.8). Refuses with SERVICE_UNAVAILABLE when too many passwords wait.
   */
  verify(password: string, stored: PasswordHash | null): Promise<PasswordVerification>;
  /**
   * Compares, with no more work than the hash itself asks: its time tells what the answer does. Only for somebody who has proven who
   * they are. False for a hash that cannot be checked. Refuses with SERVICE_UNAVAILABLE when too many passwords wait.
   */
  matches(password: string, stored: PasswordHash): Promise<boolean>;
  /** The policy's objections (NIST 800-63B-4, 3.1.1.2), none when acceptable; `field` is the path that each of them names. */
  examine(password: string, identity: PasswordIdentity, field: readonly string[]): readonly Refusal[];
  readonly policy: PasswordPolicy;
}

/** What passwords are made from. */
export interface PasswordsServiceDependencies {
  readonly bcrypt: Bcrypt;
  readonly queue: HashingQueue;
  readonly peppers: Peppers;
  readonly cost: number;
  readonly workCost: WorkCost;
  readonly policy: PasswordPolicy;
}

const refused: PasswordVerification = { matches: false, replacement: null };

/** Makes the service. */
export function createPasswords(dependencies: PasswordsServiceDependencies): Passwords {
  const { bcrypt, queue, peppers, cost, workCost, policy } = dependencies;

  async function make(prepared: string): Promise<PasswordHash> {
    const pepper = peppers.current();
    return formatPasswordHash(pepper.id, await bcrypt.hash(pepperedSecret(prepared, pepper.secret), cost));
  }

  async function verify(password: string, stored: PasswordHash | null): Promise<PasswordVerification> {
    const total = await workCost.current();
    const comparable = stored === null ? null : comparableOf(password, stored, peppers);
    // One turn in the queue for all of it: failures of different kinds must not wait different times either.
    return queue.run(async () => {
      if (comparable === null) {
        await work(bcrypt, [total]);
        return refused;
      }
      const { parts, secret, text } = comparable;
      workCost.recordStoredCost(parts.cost);
      if (!(await bcrypt.compare(secret, parts.bcryptHash))) {
        await work(bcrypt, missingCosts(parts.cost, total));
        return refused;
      }
      const isUpToDate = parts.cost === cost && parts.pepperId === peppers.current().id;
      return { matches: true, replacement: isUpToDate ? null : await make(text) };
    });
  }

  return {
    hash: async (password) => {
      const prepared = preparePassword(password);
      if (prepared.fault === 'TOO_LONG') throw new DomainError(passwordTooLong([], policy.maxLength));
      if (prepared.fault === 'MALFORMED') throw new DomainError(malformedPassword([]));
      return queue.run(() => make(prepared.text));
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

/** What bcrypt compares; null when the hash was made with a pepper that is not known here, or nothing was typed. */
function secretFor(
  password: string,
  text: string,
  parts: PasswordHashParts,
  peppers: Peppers,
): Buffer | null {
  // Other systems have stored hashes of nothing; here nobody signs in without a password.
  if (text === '') return null;
  if (parts.pepperId === null) return importedHashSecret(password);
  const pepper = peppers.find(parts.pepperId);
  return pepper === null ? null : pepperedSecret(text, pepper);
}

/** Costs whose rounds, added to those of `spent`, make exactly those of `total`: 2^8 + (2^8 + 2^9) = 2^10. */
function missingCosts(spent: number, total: number): readonly number[] {
  return Array.from({ length: Math.max(0, total - spent) }, (_, index) => spent + index);
}

/** Compares nothing with nothing, for the sake of the time it takes; the same call as a real comparison. */
async function work(bcrypt: Bcrypt, costs: readonly number[]): Promise<void> {
  const nothing = Buffer.alloc(64, 'x');
  for (const cost of costs) {
    const digits = String(Math.max(lowestCost, cost)).padStart(2, '0');
    await bcrypt.compare(nothing, `$2b$${digits}$${'.'.repeat(53)}`);
  }
}
