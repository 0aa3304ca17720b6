import { randomInt, timingSafeEqual } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { Clock, KeyedHash, Reader, Transaction, UserId } from '../../shared/index.js';
import type { SecondFactor } from './second-factor.js';

/** A stored code. */
export interface StoredRecoveryCode {
  readonly id: string;
  readonly codeHash: Buffer;
}

export interface RecoveryCodeRepository {
  /** Returns those of the users who have an unused code. */
  findOwners(reader: Reader, userIds: readonly UserId[]): Promise<ReadonlySet<UserId>>;
  findUnused(transaction: Transaction, userId: UserId): Promise<readonly StoredRecoveryCode[]>;
  insert(transaction: Transaction, userId: UserId, codes: readonly StoredRecoveryCode[]): Promise<void>;
  /** Sends the use, without waiting for the result. */
  markUsed(transaction: Transaction, id: string, usedAt: Date): void;
  removeOfUser(transaction: Transaction, userId: UserId): Promise<void>;
}

/** Codes on paper that replace a lost factor, each once. */
export interface RecoveryCodes extends SecondFactor {
  /** Returns ten new codes, which are stored as hashes only. The earlier ones become invalid. */
  replace(transaction: Transaction, userId: UserId): Promise<readonly string[]>;
}

const codesPerUser = 10;

/** Crockford's base32, without letters that look like digits or like each other. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** 60 random bits in three groups, e.g. `7k2m-x9qd-04th`; the attempts are limited for each account. */
const codeLength = 12;

export function createRecoveryCodes(dependencies: {
  readonly repository: RecoveryCodeRepository;
  /** Its key is secret, and the same on all instances. */
  readonly keyedHash: KeyedHash;
  readonly clock: Clock;
}): RecoveryCodes {
  const { repository, keyedHash, clock } = dependencies;
  const hashCode = (userId: UserId, code: string): Buffer => keyedHash(JSON.stringify([userId, code]));
  return {
    method: 'RECOVERY_CODE',
    // RFC 8176 has no name for codes on paper; they are one-time passwords.
    authMethods: ['otp'],
    findEnrolled: (reader, userIds) => repository.findOwners(reader, userIds),
    prepareChallenge: async (transaction, userId) => {
      const owners = await repository.findOwners(transaction, [userId]);
      return owners.has(userId) ? () => null : null;
    },
    prepareProof: async (transaction, { userId }, { code }) => {
      const unused = await repository.findUnused(transaction, userId);
      return async () => {
        const hash = hashCode(userId, normalizeCode(code ?? ''));
        // Compares with every code, so that the time reveals nothing about the position.
        const [match] = unused.filter(({ codeHash }) => timingSafeEqual(codeHash, hash));
        if (match !== undefined) repository.markUsed(transaction, match.id, clock.now());
        return match !== undefined;
      };
    },
    // All of them: the person who had the account may have replaced them.
    removeSince: async (transaction, userId) => {
      const unused = await repository.findUnused(transaction, userId);
      await repository.removeOfUser(transaction, userId);
      return unused.length > 0;
    },
    removeAll: (transaction, userId) => repository.removeOfUser(transaction, userId),
    replace: async (transaction, userId) => {
      const codes = Array.from({ length: codesPerUser }, generateCode);
      await repository.removeOfUser(transaction, userId);
      await repository.insert(
        transaction,
        userId,
        codes.map((code) => ({ id: uuidv7(), codeHash: hashCode(userId, normalizeCode(code)) })),
      );
      return codes;
    },
  };
}

function generateCode(): string {
  const letters = Array.from({ length: codeLength }, () => alphabet.charAt(randomInt(alphabet.length)));
  return letters.join('').replace(/(.{4})(?=.)/g, '$1-');
}

/** Accepts capitals, missing or additional separators, and the letters that Crockford's base32 leaves out. */
function normalizeCode(text: string): string {
  return text
    .slice(0, 100)
    .toLowerCase()
    .replace(/[^0-9a-z]/g, '')
    .replaceAll('o', '0')
    .replace(/[il]/g, '1');
}
