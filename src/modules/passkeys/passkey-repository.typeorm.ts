import { MoreThanOrEqual } from 'typeorm';
import { entityManager, sendWrite } from '../../platform/database/index.js';
import { parseUserId, type Reader } from '../../shared/index.js';
import type { Passkey } from './passkey.js';
import type { PasskeyRepository } from './passkey-repository.js';
import { type PasskeyRow, passkeysTable } from './passkeys.table.js';

const table = (reader: Reader) => entityManager(reader).getRepository(passkeysTable);

export const typeormPasskeyRepository: PasskeyRepository = {
  insert: async (transaction, passkey) => {
    // Not a failed statement, which would abort the transaction.
    const { raw }: { raw: unknown[] } = await table(transaction)
      .createQueryBuilder()
      .insert()
      .values(toRow(passkey))
      .orIgnore()
      .returning('id')
      .execute();
    return raw.length > 0;
  },
  findByCredentialId: async (reader, credentialId) => {
    const row = await table(reader).findOneBy({ credentialId: Buffer.from(credentialId, 'base64url') });
    return row === null ? null : toPasskey(row);
  },
  list: async (reader, userId) => {
    const rows = await table(reader).find({ where: { userId }, order: { createdAt: 'ASC', id: 'ASC' } });
    return rows.map(toPasskey);
  },
  findOwners: async (reader, userIds) => {
    const rows: { readonly owner: string }[] = await entityManager(reader).query(
      'SELECT DISTINCT user_id AS owner FROM passkeys WHERE user_id = ANY ($1)',
      [[...userIds]],
    );
    const owners = new Set(rows.map(({ owner }) => owner));
    return new Set(userIds.filter((userId) => owners.has(userId)));
  },
  recordUse: (transaction, id, { signCount, backedUp, lastUsedAt }) =>
    sendWrite(
      transaction,
      'UPDATE passkeys SET sign_count = $2, backed_up = $3, last_used_at = $4 WHERE id = $1',
      [id, String(signCount), backedUp, lastUsedAt],
    ),
  rename: async (transaction, id, name) => {
    await table(transaction).update({ id }, { name });
  },
  remove: async (transaction, id) => {
    await table(transaction).delete({ id });
  },
  removeSince: async (transaction, userId, since) => {
    const { affected } = await table(transaction).delete({ userId, createdAt: MoreThanOrEqual(since) });
    return (affected ?? 0) > 0;
  },
  removeAll: async (transaction, userId) => (await table(transaction).delete({ userId })).affected ?? 0,
};

function toRow(passkey: Passkey): PasskeyRow {
  return {
    ...passkey,
    credentialId: Buffer.from(passkey.credentialId, 'base64url'),
    publicKey: Buffer.from(passkey.publicKey),
    signCount: String(passkey.signCount),
    transports: [...passkey.transports],
  };
}

function toPasskey(row: PasskeyRow): Passkey {
  const userId = parseUserId(row.userId);
  if (userId === null) throw new Error('a row of passkeys has an invalid user id');
  return {
    ...row,
    userId,
    credentialId: Buffer.from(row.credentialId).toString('base64url'),
    publicKey: new Uint8Array(row.publicKey),
    signCount: Number(row.signCount),
  };
}
