import { type FindOptionsWhere, IsNull } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { entityManager } from '../../platform/database/index.js';
import { parseUserId, type Reader, type Transaction } from '../../shared/index.js';
import type {
  FoundOneTimeToken,
  OneTimePurpose,
  OneTimeTokenRecord,
  OneTimeTokenRepository,
  Withdrawal,
} from './one-time-tokens.js';
import { type OneTimeTokenRow, oneTimeTokensTable } from './one-time-tokens.table.js';

const table = (reader: Reader) => entityManager(reader).getRepository(oneTimeTokensTable);

export const typeormOneTimeTokenRepository: OneTimeTokenRepository = {
  replace: (transaction, record) => insertNewest(transaction, record, true),
  replaceNothing: (transaction, record) => insertNewest(transaction, record, false),
  find: (reader, tokenHash) => findToken(reader, tokenHash, ''),
  lock: (transaction, tokenHash) => findToken(transaction, tokenHash, 'FOR UPDATE OF token'),
  markUsed: async (transaction, tokenHash, usedAt) => {
    await table(transaction).update({ tokenHash }, { usedAt });
  },
  removeUnused: async (transaction, withdrawal) => {
    await table(transaction).delete(unused(withdrawal));
  },
  removeExpired: async (transaction, before, maxRows) => {
    const [, count]: [unknown, number] = await entityManager(transaction).query(
      `DELETE FROM one_time_tokens WHERE id IN (
         SELECT id FROM one_time_tokens WHERE expires_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED)`,
      [before, maxRows],
    );
    return count;
  },
};

/**
 * The unique index ignores rows without a user: every instance may have a SETUP token of its own. One
 * statement: a second transaction with the same pair waits here and then replaces the token.
 */
async function insertNewest(
  transaction: Transaction,
  { purpose, userId, tokenHash, createdAt, expiresAt, newEmail }: OneTimeTokenRecord,
  isStored: boolean,
): Promise<void> {
  await entityManager(transaction).query(
    `INSERT INTO one_time_tokens (id, purpose, user_id, token_hash, created_at, expires_at, new_email)
     SELECT $1::uuid, $2, $3::uuid, $4::bytea, $5::timestamptz, $6::timestamptz, $7 WHERE $8::boolean
     ON CONFLICT (user_id, purpose) WHERE used_at IS NULL DO UPDATE
     SET token_hash = excluded.token_hash, created_at = excluded.created_at, expires_at = excluded.expires_at,
       new_email = excluded.new_email`,
    [uuidv7(), purpose, userId, tokenHash, createdAt, expiresAt, newEmail, isStored],
  );
}

/** Compares the token with its user at the same moment. SETUP tokens have no user. */
async function findToken(
  reader: Reader,
  tokenHash: Buffer,
  lock: '' | 'FOR UPDATE OF token',
): Promise<FoundOneTimeToken | null> {
  const rows: (OneTimeTokenRow & { readonly isBound: boolean })[] = await entityManager(reader).query(
    `SELECT token.id, token.purpose, token.user_id AS "userId", token.token_hash AS "tokenHash",
       token.created_at AS "createdAt", token.expires_at AS "expiresAt", token.used_at AS "usedAt",
       token.new_email AS "newEmail",
       (token.user_id IS NULL OR coalesce(
         owner.email_key = token.email_key AND owner.role = token.role
         AND owner.security_epoch = token.security_epoch
         AND owner.disabled_at IS NOT DISTINCT FROM token.disabled_at, false)) AS "isBound"
     FROM one_time_tokens token LEFT JOIN users owner ON owner.id = token.user_id
     WHERE token.token_hash = $1 ${lock}`,
    [tokenHash],
  );
  const row = rows[0];
  return row === undefined ? null : { ...toRecord(row), isBound: row.isBound };
}

function unused(withdrawal: Withdrawal): FindOptionsWhere<OneTimeTokenRow> {
  return { ...withdrawal, usedAt: IsNull() };
}

function toRecord(row: OneTimeTokenRow): OneTimeTokenRecord {
  return {
    // A check constraint allows no other value.
    purpose: row.purpose as OneTimePurpose,
    userId: row.userId === null ? null : parseUserId(row.userId),
    tokenHash: Buffer.from(row.tokenHash),
    createdAt: row.createdAt,
    expiresAt: row.expiresAt,
    usedAt: row.usedAt,
    newEmail: row.newEmail ?? null,
  };
}
