import { IsNull } from 'typeorm';
import { entityManager, sendWrite } from '../../platform/database/index.js';
import type { Reader, UserId } from '../../shared/index.js';
import type { RecoveryCodeRepository } from './recovery-codes.js';
import { recoveryCodesTable } from './recovery-codes.table.js';

const table = (reader: Reader) => entityManager(reader).getRepository(recoveryCodesTable);

export const typeormRecoveryCodeRepository: RecoveryCodeRepository = {
  findOwners: async (reader, userIds) => {
    const rows: { readonly owner: UserId }[] = await entityManager(reader).query(
      'SELECT DISTINCT user_id AS owner FROM recovery_codes WHERE user_id = ANY ($1) AND used_at IS NULL',
      [[...userIds]],
    );
    return new Set(rows.map(({ owner }) => owner));
  },
  findUnused: async (transaction, userId) => {
    const rows = await table(transaction).findBy({ userId, usedAt: IsNull() });
    return rows.map(({ id, codeHash }) => ({ id, codeHash: Buffer.from(codeHash) }));
  },
  insert: async (transaction, userId, codes) => {
    await table(transaction).insert(codes.map((code) => ({ ...code, userId })));
  },
  markUsed: (transaction, id, usedAt) =>
    sendWrite(transaction, 'UPDATE recovery_codes SET used_at = $2 WHERE id = $1', [id, usedAt]),
  removeOfUser: async (transaction, userId) => {
    await table(transaction).delete({ userId });
  },
};
