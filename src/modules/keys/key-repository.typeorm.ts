import { In } from 'typeorm';
import { advisoryLock, entityManager, translateDatabaseError } from '../../platform/database/index.js';
import type { Reader, Transaction } from '../../shared/index.js';
import { type KeyRepository, type StoredSigningKey, secretPurposes } from './key-repository.js';
import { sealedSecretsTable } from './sealed-secrets.table.js';
import { type SigningKeyRow, signingKeysTable } from './signing-keys.table.js';

export const typeormKeyRepository: KeyRepository = {
  findSigningKeys: async (reader) => {
    const rows = await entityManager(reader)
      .getRepository(signingKeysTable)
      .find({ order: { createdAt: 'ASC', id: 'ASC' } })
      .catch(rethrowDatabaseError);
    return { revision: Math.max(0, ...rows.map(({ revision }) => revision)), keys: rows.map(toStoredKey) };
  },
  findRevision,
  findSecrets: (reader) =>
    entityManager(reader)
      .getRepository(sealedSecretsTable)
      .find({ where: { purpose: In(secretPurposes) }, order: { createdAt: 'ASC', id: 'ASC' } }),
  lock: (transaction) => advisoryLock(transaction, 'keys'),
  addSigningKey: async (transaction, key, publicJwk) => {
    const revision = (await findRevision(transaction)) + 1;
    await entityManager(transaction)
      .getRepository(signingKeysTable)
      .insert({ ...key, publicJwk: { ...publicJwk }, revision });
  },
  changeSigningKey: (transaction, id, changes) => change(transaction, id, changes),
  revokeSigningKey: (transaction, id, revokedAt, revokedReason) =>
    change(transaction, id, { revokedAt, revokedReason, sealedPrivateKey: null }),
  addSecret: async (transaction, secret, at) => {
    await entityManager(transaction)
      .getRepository(sealedSecretsTable)
      .insert({ ...secret, createdAt: at });
  },
  resealSigningKey: async (transaction, id, sealedPrivateKey) => {
    await entityManager(transaction).getRepository(signingKeysTable).update({ id }, { sealedPrivateKey });
  },
  resealSecret: async (transaction, id, sealed) => {
    await entityManager(transaction).getRepository(sealedSecretsTable).update({ id }, { sealed });
  },
};

/** Runs before tokens are verified, so a failure must be reported as 503, never as 401. */
async function findRevision(reader: Reader): Promise<number> {
  const rows: { revision: number }[] = await entityManager(reader)
    .query('SELECT coalesce(max(revision), 0) AS revision FROM signing_keys')
    .catch(rethrowDatabaseError);
  return rows[0]?.revision ?? 0;
}

async function change(
  transaction: Transaction,
  id: string,
  changes: Partial<StoredSigningKey>,
): Promise<void> {
  const revision = (await findRevision(transaction)) + 1;
  await entityManager(transaction)
    .getRepository(signingKeysTable)
    .update({ id }, { ...changes, revision });
}

function toStoredKey({ publicJwk: _, revision: __, ...key }: SigningKeyRow): StoredSigningKey {
  return key;
}

function rethrowDatabaseError(error: unknown): never {
  throw translateDatabaseError(error) ?? error;
}
