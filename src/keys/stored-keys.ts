import { v7 as uuidv7 } from 'uuid';
import type { Transaction } from '../kernel/index.js';
import type { NewKeyPair } from './key-pairs.js';
import type { KeySealer } from './key-sealer.js';
import type { KeysStore, StoredSigningKey } from './keys-store.js';
import { publishKey } from './signing-keys.js';

/** How a key is put into the database. */
export interface KeyEntry {
  readonly pair: NewKeyPair;
  readonly createdAt: Date;
  readonly activeFrom: Date;
  readonly tokenTtlSeconds: number;
  readonly reason: string | null;
}

/** Seals a pair and keeps it. */
export async function storeKey(
  transaction: Transaction,
  { store, sealer }: { readonly store: KeysStore; readonly sealer: KeySealer },
  { pair, ...times }: KeyEntry,
): Promise<void> {
  const { kid, algorithm, privateKey, publicKey } = pair;
  const stored: StoredSigningKey = {
    ...times,
    id: uuidv7(),
    kid,
    algorithm,
    sealedPrivateKey: sealer.sealSigningKey(kid, privateKey),
    revokedAt: null,
    revokedReason: null,
  };
  await store.addSigningKey(transaction, stored, publishKey({ kid, algorithm, publicKey }));
}
