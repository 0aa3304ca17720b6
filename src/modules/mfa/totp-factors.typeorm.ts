import { IsNull, MoreThanOrEqual, Not } from 'typeorm';
import { entityManager, sendWrite } from '../../platform/database/index.js';
import { parseUserId, type Reader, type UserId } from '../../shared/index.js';
import type { TotpFactorRecord, TotpRepository } from './totp-factor.js';
import { type TotpFactorRow, totpFactorsTable } from './totp-factors.table.js';

const table = (reader: Reader) => entityManager(reader).getRepository(totpFactorsTable);

export const typeormTotpRepository: TotpRepository = {
  findEnrolled: async (reader, userIds) => {
    const rows: { readonly owner: UserId }[] = await entityManager(reader).query(
      'SELECT user_id AS owner FROM totp_factors WHERE user_id = ANY ($1) AND confirmed_at IS NOT NULL',
      [[...userIds]],
    );
    return new Set(rows.map(({ owner }) => owner));
  },
  findConfirmed: async (transaction, userId) =>
    toRecord(await table(transaction).findOneBy({ userId, confirmedAt: Not(IsNull()) })),
  findPending: async (transaction, userId) =>
    toRecord(await table(transaction).findOneBy({ userId, confirmedAt: IsNull() })),
  replacePending: async (transaction, { id, userId, sealedSecret, expiresAt }) => {
    await table(transaction).delete({ userId, confirmedAt: IsNull() });
    await table(transaction).insert({ id, userId, sealedSecret, expiresAt });
  },
  confirm: async (transaction, id, confirmedAt, step) => {
    await table(transaction).update({ id }, { confirmedAt, lastUsedStep: String(step) });
  },
  useStep: (transaction, id, step) =>
    sendWrite(transaction, 'UPDATE totp_factors SET last_used_step = $2 WHERE id = $1', [id, String(step)]),
  removeConfirmedSince: async (transaction, userId, since) => {
    const { affected } = await table(transaction).delete({ userId, confirmedAt: MoreThanOrEqual(since) });
    return affected === 1;
  },
  removeOfUser: async (transaction, userId) => {
    await table(transaction).delete({ userId });
  },
  removeExpired: async (transaction, before, maxRows) => {
    const [, count]: [unknown, number] = await entityManager(transaction).query(
      `DELETE FROM totp_factors WHERE id IN (
         SELECT id FROM totp_factors WHERE confirmed_at IS NULL AND expires_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED)`,
      [before, maxRows],
    );
    return count;
  },
};

function toRecord(row: TotpFactorRow | null): TotpFactorRecord | null {
  if (row === null) return null;
  const userId = parseUserId(row.userId);
  if (userId === null) throw new Error('a row of totp_factors has an invalid id');
  return {
    id: row.id,
    userId,
    sealedSecret: Buffer.from(row.sealedSecret),
    expiresAt: row.expiresAt,
    lastUsedStep: row.lastUsedStep === null ? null : Number(row.lastUsedStep),
  };
}
