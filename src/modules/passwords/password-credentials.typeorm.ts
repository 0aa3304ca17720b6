import { In, type Repository } from 'typeorm';
import { entityManager } from '../../platform/database/index.js';
import type { Reader, UserId } from '../../shared/index.js';
import type { PasswordCredential, PasswordCredentialsRepository } from './password-credentials.js';
import { type PasswordCredentialRow, passwordCredentialsTable } from './password-credentials.table.js';
import { archiveCurrentHash, deleteFormerHashes, lastHashes } from './password-history.typeorm.js';
import type { StoredWork } from './work-cost.js';

/** The history keeps the last `historySize` hashes of a user, including the current one. */
export function createPasswordCredentials(historySize: number): PasswordCredentialsRepository {
  return {
    find: async (reader, userId) => {
      // Plain SQL, because every login pays for this statement.
      const found: PasswordCredential[] = await entityManager(reader).query(
        `SELECT hash, must_change AS "mustChange", changed_at AS "changedAt"
         FROM password_credentials WHERE user_id = $1`,
        [userId],
      );
      return found[0] ?? null;
    },
    save: async (transaction, userId, { hash, mustChange, changedAt }) => {
      await archiveCurrentHash(transaction, userId, historySize - 1);
      await rows(transaction).upsert({ userId, hash, mustChange, changedAt }, ['userId']);
    },
    upgrade: async (transaction, userId, from, to) => {
      await rows(transaction).update({ userId, hash: from }, { hash: to });
    },
    remove: async (transaction, userId) => {
      await archiveCurrentHash(transaction, userId, historySize);
      await rows(transaction).delete({ userId });
    },
    erase: async (transaction, userId) => {
      await rows(transaction).delete({ userId });
      await deleteFormerHashes(transaction, userId);
    },
    lastHashes: (reader, userId) => lastHashes(reader, userId, historySize),
    findUsersWithPassword: async (reader, userIds) => new Set((await changeTimes(reader, userIds)).keys()),
    changeTimes,
    storedWork,
  };
}

function rows(reader: Reader): Repository<PasswordCredentialRow> {
  return entityManager(reader).getRepository(passwordCredentialsTable);
}

async function changeTimes(reader: Reader, userIds: readonly UserId[]): Promise<ReadonlyMap<UserId, Date>> {
  if (userIds.length === 0) return new Map();
  const found = await rows(reader).find({
    select: { userId: true, changedAt: true },
    where: { userId: In(userIds) },
  });
  // The column references users.id.
  return new Map(found.map((row) => [row.userId as UserId, row.changedAt]));
}

async function storedWork(reader: Reader): Promise<StoredWork> {
  const found: { cost: string | null; parameters: string | null }[] = await entityManager(reader).query(
    String.raw`SELECT DISTINCT substring(hash from '\$2[aby]\$([0-9]{2})\$') AS cost,
      substring(hash from '^(\$(?:argon2|scrypt|pbkdf2).*)\$[^$]*\$[^$]*$') AS parameters
      FROM password_credentials`,
  );
  return {
    costs: found.flatMap(({ cost }) => (cost === null ? [] : [Number(cost)])),
    parameters: found.flatMap(({ parameters }) => (parameters === null ? [] : [parameters])),
  };
}
