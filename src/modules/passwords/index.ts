/**
 * Passwords: the password policy, hashing and verification, and the storage of hashes.
 * This module never identifies a user, never decides what a correct password permits, and returns hashes only
 * to be stored.
 */

import type { EntitySchema } from 'typeorm';
import type { Command, Gauge, Module, Transactions } from '../../shared/index.js';
import type { Peppers } from '../keys/index.js';
import { deriveKey } from './derived-key-hash.js';
import { createHashingQueue, defaultHashingConcurrency, type HashingQueue } from './hashing-queue.js';
import type { PasswordCredentials } from './password-credentials.js';
import { passwordCredentialsTable } from './password-credentials.table.js';
import { createPasswordCredentials } from './password-credentials.typeorm.js';
import { type Bcrypt, bcrypt as defaultBcrypt, highestCost, lowestCost } from './password-hash.js';
import { createPasswordHistory, type PasswordHistory } from './password-history.js';
import { passwordHistoryTable } from './password-history.table.js';
import type { PasswordPolicy } from './password-policy.js';
import { createPasswordCommands, type PasswordCommandDependencies } from './passwords.commands.js';
import { createPasswords, type Passwords } from './passwords.js';
import { createPasswordsResolvers } from './passwords.resolvers.js';
import { findPersonalPassword } from './personal-data.typeorm.js';
import { maxPasswordLength } from './prepared-password.js';
import { createWorkCost } from './work-cost.js';

export { defaultHashingConcurrency } from './hashing-queue.js';
export type { PasswordCredential, PasswordCredentials } from './password-credentials.js';
export type { Bcrypt } from './password-hash.js';
export {
  highestCost as highestBcryptCost,
  lowestCost as lowestBcryptCost,
  type PasswordHash,
} from './password-hash.js';
export type { PasswordHistory } from './password-history.js';
export type { PasswordIdentity, PasswordPolicy } from './password-policy.js';
export type { PasswordCommandDependencies } from './passwords.commands.js';
export type { ImportHash, Passwords, PasswordVerification } from './passwords.js';

/** The dependencies of the passwords module. */
export interface PasswordsModuleDependencies {
  readonly transactions: Transactions;
  readonly peppers: Peppers;
  /** The base-2 logarithm of the bcrypt rounds of new hashes. */
  readonly bcryptCost: number;
  /** The minimum password length, in characters. */
  readonly minLength: number;
  /**
   * The number of a user's most recent passwords, including the current one, that a new password must differ
   * from. At least 1; default 5.
   */
  readonly historySize?: number;
  /** The number of hashes computed concurrently. Default: one per core, but fewer than libuv's threads. */
  readonly hashingConcurrency?: number;
  /** The number of passwords that may wait before further ones are rejected. */
  readonly queueLimit?: number;
  /** Replaced in tests by a counting implementation. */
  readonly bcrypt?: Bcrypt;
}

/** The passwords module and the services it provides. */
export interface PasswordsModule extends Module {
  readonly passwords: Passwords;
  readonly credentials: PasswordCredentials;
  readonly history: PasswordHistory;
}

/** The tables `password_credentials` and `password_history`. */
export const passwordsTables: readonly EntitySchema[] = [passwordCredentialsTable, passwordHistoryTable];

/** Each remembered password costs one more comparison when a user changes theirs. */
const defaultHistorySize = 5;

/** About four seconds of waiting at the default cost. */
const defaultQueueLimitPerWorker = 20;

/**
 * Creates the passwords module. Throws an Error when the bcrypt cost is out of range or the history size is
 * less than 1.
 */
export function createPasswordsModule(dependencies: PasswordsModuleDependencies): PasswordsModule {
  const { transactions, peppers, bcryptCost: cost, minLength, bcrypt = defaultBcrypt } = dependencies;
  const { historySize = defaultHistorySize } = dependencies;
  if (!Number.isInteger(cost) || cost < lowestCost || cost > highestCost) {
    throw new Error(`the bcrypt cost must be an integer from ${lowestCost} to ${highestCost}`);
  }
  if (!Number.isInteger(historySize) || historySize < 1) {
    throw new Error('the password history size must be at least 1');
  }
  const concurrency = dependencies.hashingConcurrency ?? defaultHashingConcurrency();
  const queueLimit = dependencies.queueLimit ?? concurrency * defaultQueueLimitPerWorker;
  const credentials = createPasswordCredentials(historySize);
  const queue = createHashingQueue({
    concurrency,
    queueLimit,
    retryAfterSeconds: waitSeconds(cost, queueLimit, concurrency),
  });
  const passwords = createPasswords({
    bcrypt,
    deriveKey,
    queue,
    peppers,
    cost,
    workCost: createWorkCost({
      configuredCost: cost,
      storedWork: () => credentials.storedWork(transactions.reader),
    }),
    policy: policyOf(minLength, historySize),
  });
  const resolvers = { ...createPasswordsResolvers({ credentials, reader: transactions.reader }) };
  const history = createPasswordHistory({ reader: transactions.reader, credentials, passwords });
  return {
    name: 'passwords',
    passwords,
    credentials,
    history,
    resolvers,
    personalData: async (userId) => ({
      password: await findPersonalPassword(transactions.reader, userId),
    }),
    gauges: hashingGauges(queue),
  };
}

function hashingGauges({ countWork }: HashingQueue): readonly Gauge[] {
  return [
    {
      name: 'cordon_hashing_running',
      help: 'Passwords that are being hashed or compared.',
      read: () => countWork().running,
    },
    {
      name: 'cordon_hashing_waiting',
      help: 'Passwords that wait to be hashed or compared; a full queue rejects logins.',
      read: () => countWork().waiting,
    },
  ];
}

/**
 * Returns the `cordon password` commands. They do not depend on the module, so that a password can be checked
 * and the machine calibrated without a database.
 */
export function passwordCommands(
  dependencies: Pick<PasswordCommandDependencies, 'findNames' | 'elapsedMs'> & {
    readonly minLength: () => Promise<number>;
  },
): readonly Command[] {
  const { minLength, ...others } = dependencies;
  const policy = async (): Promise<PasswordPolicy> => policyOf(await minLength(), defaultHistorySize);
  return createPasswordCommands({ ...others, policy, bcrypt: defaultBcrypt });
}

function policyOf(minLength: number, historySize: number): PasswordPolicy {
  return { minLength, maxLength: maxPasswordLength, rejectsCompromised: true, historySize };
}

/** The duration of half a full queue, at 50 microseconds per bcrypt round: 0.2 s per hash at cost 12. */
function waitSeconds(cost: number, queueLimit: number, concurrency: number): number {
  return Math.max(1, Math.ceil((queueLimit / 2 / concurrency) * 2 ** cost * 0.000_05));
}
