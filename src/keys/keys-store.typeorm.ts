import { In, Not } from 'typeorm';
import { advisoryLock, entityManager } from '../database/index.js';
import { type KeysStore, secretPurposes } from './keys-store.js';
import { sealedSecretsTable } from './sealed-secrets.table.js';
import { signingKeysTable } from './signing-keys.table.js';

/** Keeps keys and secrets in Postgres. */
export function createKeysStore(): KeysStore {
  return {
    findSigningKeys: (reader) =>
      entityManager(reader)
        .getRepository(signingKeysTable)
        .find({
          select: { kid: true, algorithm: true, status: true, sealedPrivateKey: true },
          where: { status: Not('REVOKED') },
          order: { createdAt: 'ASC', kid: 'ASC' },
        }),
    findSecrets: (reader) =>
      entityManager(reader)
        .getRepository(sealedSecretsTable)
        .find({ where: { purpose: In(secretPurposes) }, order: { createdAt: 'ASC', id: 'ASC' } }),
    lock: (transaction) => advisoryLock(transaction, 'keys'),
    addSigningKey: async (transaction, key, publicJwk, at) => {
      await entityManager(transaction)
        .getRepository(signingKeysTable)
        .insert({ ...key, publicJwk: { ...publicJwk }, createdAt: at, activeFrom: at });
    },
    addSecret: async (transaction, secret, at) => {
      await entityManager(transaction)
        .getRepository(sealedSecretsTable)
        .insert({ ...secret, createdAt: at });
    },
  };
}
