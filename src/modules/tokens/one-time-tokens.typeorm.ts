import { type FindOptionsWhere, IsNull } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { entityManager } from '../../platform/database/index.js';
import { parseUserId, type Reader } from '../../shared/index.js';
import type {
  OneTimePurpose,
  OneTimeTokenRecord,
  OneTimeTokenRepository,
  Withdrawal,
} from './one-time-tokens.js';
import { type OneTimeTokenRow, oneTimeTokensTable } from './one-time-tokens.table.js';

const table = (reader: Reader) => entityManager(reader).getRepository(oneTimeTokensTable);

export const typeormOneTimeTokenRepository: OneTimeTokenRepository = {
  replace: async (transaction, record) => {
    // The unique index ignores rows without a user: every instance may have a SETUP token of its own.
    // One statement: a second transaction with the same pair waits here and then replaces the token.
    await entityManager(transaction).query(
      `INSERT INTO one_time_tokens (id, purpose, user_id, token_hash, created_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (user_id, purpose) WHERE used_at IS NULL DO UPDATE
       SET token_hash = excluded.token_hash, created_at = excluded.created_at, expires_at = excluded.expires_at`,
      [uuidv7(), record.purpose, record.userId, record.tokenHash, record.createdAt, record.expiresAt],
    );
  },
  find: async (reader, tokenHash) => toRecord(await table(reader).findOneBy({ tokenHash })),
  lock: async (transaction, tokenHash) =>
    toRecord(await table(transaction).findOne({ where: { tokenHash }, lock: { mode: 'pessimistic_write' } })),
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

function unused(withdrawal: Withdrawal): FindOptionsWhere<OneTimeTokenRow> {
  return { ...withdrawal, usedAt: IsNull() };
}

function toRecord(row: OneTimeTokenRow | null): OneTimeTokenRecord | null {
  if (row === null) return null;
  return {
    // A check constraint allows no other value.
    purpose: row.purpose as OneTimePurpose,
    userId: row.userId === null ? null : parseUserId(row.userId),
    tokenHash: Buffer.from(row.tokenHash),
    createdAt: row.createdAt,
    expiresAt: row.expiresAt,
    usedAt: row.usedAt,
  };
}
