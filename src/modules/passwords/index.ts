/**
 * Passwords: what they must be, how they are hashed and compared, and where the hashes are kept.
 * This module never learns who somebody is, never decides what a right password allows, and never lets a hash out but to be stored.
 */

import type { EntitySchema } from 'typeorm';
import type { Command, Module, Transactions } from '../../shared/index.js';
import type { Peppers } from '../keys/index.js';
import { type Bcrypt, bcrypt as defaultBcrypt } from './bcrypt.js';
import { createHashingQueue, defaultHashingConcurrency } from './hashing-queue.js';
import type { PasswordCredentials } from './password-credentials.js';
import { passwordCredentialsTable } from './password-credentials.table.js';
import { createPasswordCredentials } from './password-credentials.typeorm.js';
import { highestCost, lowestCost } from './password-hash.js';
import { createPasswordHistory, type PasswordHistory } from './password-history.js';
import { passwordHistoryTable } from './password-history.table.js';
import type { PasswordPolicy } from './password-policy.js';
import { createPasswordCommands, type PasswordCommandDependencies } from './passwords.commands.js';
import { createPasswords, type Passwords } from './passwords.js';
import { createPasswordsResolvers } from './passwords.resolvers.js';
import { maxPasswordLength } from './prepared-password.js';
import { createWorkCost } from './work-cost.js';

export type { Bcrypt } from './bcrypt.js';
export { defaultHashingConcurrency } from './hashing-queue.js';
export type { PasswordCredential, PasswordCredentials } from './password-credentials.js';
export {
  highestCost as highestBcryptCost,
  lowestCost as lowestBcryptCost,
  type PasswordHash,
} from './password-hash.js';
export type { PasswordHistory } from './password-history.js';
export type { PasswordIdentity, PasswordPolicy } from './password-policy.js';
export type { PasswordCommandDependencies } from './passwords.commands.js';
export type { Passwords, PasswordVerification } from './passwords.js';

/** What the module needs. */
export interface PasswordsModuleDependencies {
  readonly transactions: Transactions;
  readonly peppers: Peppers;
  /** The base-2 logarithm of bcrypt's rounds for new hashes. */
  readonly bcryptCost: number;
  /** The shortest password, in characters. */
  readonly minLength: number;
  /** How many of a user's last passwords a new one must differ from, the current one among them; at least 1, by default 5. */
  readonly historySize?: number;
  /** How many hashes are worked on at once; by default one per core, and never all of libuv's threads. */
  readonly hashingConcurrency?: number;
  /** How many passwords may wait for their turn before others are refused. */
  readonly queueLimit?: number;
  /** A twin that counts, in tests. */
  readonly bcrypt?: Bcrypt;
}

/** The module and what it offers to others. */
export interface PasswordsModule extends Module {
  readonly passwords: Passwords;
  readonly credentials: PasswordCredentials;
  readonly history: PasswordHistory;
}

/** The tables of this module. */
export const passwordsTables: readonly EntitySchema[] = [passwordCredentialsTable, passwordHistoryTable];

/** Each costs the user who changes theirs one more comparison. */
const defaultHistorySize = 5;

/** Passwords that wait for each worker: about four seconds of waiting at the default cost. */
const defaultQueueLimitPerWorker = 20;

/** Builds the module. Throws a plain Error, before anything is hashed, for a cost that stored hashes may not have, and for a history of none. */
export function createPasswordsModule(dependencies: PasswordsModuleDependencies): PasswordsModule {
  const { transactions, peppers, bcryptCost: cost, minLength, bcrypt = defaultBcrypt } = dependencies;
  const { historySize = defaultHistorySize } = dependencies;
  if (!Number.isInteger(cost) || cost < lowestCost || cost > highestCost) {
    throw new Error(`the bcrypt cost must be a whole number from ${lowestCost} to ${highestCost}`);
  }
  if (!Number.isInteger(historySize) || historySize < 1) {
    throw new Error('the history holds at least the current password');
  }
  const concurrency = dependencies.hashingConcurrency ?? defaultHashingConcurrency();
  const queueLimit = dependencies.queueLimit ?? concurrency * defaultQueueLimitPerWorker;
  const credentials = createPasswordCredentials(historySize);
  const passwords = createPasswords({
    bcrypt,
    queue: createHashingQueue({
      concurrency,
      queueLimit,
      retryAfterSeconds: waitSeconds(cost, queueLimit, concurrency),
    }),
    peppers,
    cost,
    workCost: createWorkCost({
      configuredCost: cost,
      storedCosts: () => credentials.storedCosts(transactions.reader),
    }),
    policy: policyOf(minLength, historySize),
  });
  const resolvers = { ...createPasswordsResolvers({ credentials, reader: transactions.reader }) };
  const history = createPasswordHistory({ reader: transactions.reader, credentials, passwords });
  return { name: 'passwords', passwords, credentials, history, resolvers };
}

/**
 * The commands `cordon password ...`. They belong to the process, not to an opened module: a password can be checked, and this machine measured,
 * before there is a database.
 */
export function passwordCommands(
  dependencies: Pick<PasswordCommandDependencies, 'findNames' | 'elapsedMs'> & {
    readonly minLength: () => number;
  },
): readonly Command[] {
  const { minLength, ...others } = dependencies;
  const policy = (): PasswordPolicy => policyOf(minLength(), defaultHistorySize);
  return createPasswordCommands({ ...others, policy, bcrypt: defaultBcrypt });
}

function policyOf(minLength: number, historySize: number): PasswordPolicy {
  return { minLength, maxLength: maxPasswordLength, rejectsCompromised: true, historySize };
}

/** How long half a full queue takes, at 50 microseconds for a round of bcrypt: 0.2 s at cost 12. */
function waitSeconds(cost: number, queueLimit: number, concurrency: number): number {
  return Math.max(1, Math.ceil((queueLimit / 2 / concurrency) * 2 ** cost * 0.000_05));
}
