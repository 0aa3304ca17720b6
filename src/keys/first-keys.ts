import { generateKeyPair, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { calculateJwkThumbprint } from 'jose';
import { v7 as uuidv7 } from 'uuid';
import type { Clock, Reader, Transaction, Transactions } from '../kernel/index.js';
import type { KeySealer, OpenSecret, OpenSigningKey } from './key-sealer.js';
import { masterKeyWrong } from './keys-errors.js';
import { type KeysStore, type SecretPurpose, secretPurposes } from './keys-store.js';
import { publishKey } from './signing-keys.js';

/** Everything that the database keeps for this room, open. */
export interface OpenKeys {
  readonly signingKeys: readonly OpenSigningKey[];
  /** Oldest first. */
  readonly secrets: readonly OpenSecret[];
}

/** What making and opening keys takes. */
export interface FirstKeysCollaborators {
  readonly transactions: Transactions;
  readonly store: KeysStore;
  readonly sealer: KeySealer;
  /** The algorithm of a key made now; keys that are there keep theirs. */
  readonly algorithm: 'ES256';
  readonly clock: Clock;
}

const secretBytes = 32;

/**
 * Opens the keys of this database, and makes those that are missing: at the very first start all of them, by one instance while the
 * others wait. Refuses with StartupError MASTER_KEY_WRONG, everything unchanged, when one was sealed with another master key.
 */
export async function openOrMakeKeys(collaborators: FirstKeysCollaborators): Promise<OpenKeys> {
  const { transactions, store } = collaborators;
  const found = await openAll(collaborators, transactions.reader);
  if (hasSigningKey(found) && missingPurposes(found).length === 0) return found;
  await transactions.run(async (transaction) => {
    await store.lock(transaction);
    // Read again: while this instance waited for the lock, another one may have made them all.
    await makeMissing(collaborators, transaction, await openAll(collaborators, transaction));
  });
  return openAll(collaborators, transactions.reader);
}

/** Opens every key of this database and makes none; refuses with MASTER_KEY_WRONG when one was sealed with another master key. */
export async function openAll(
  { store, sealer }: Pick<FirstKeysCollaborators, 'store' | 'sealer'>,
  reader: Reader,
): Promise<OpenKeys> {
  const signingKeys = (await store.findSigningKeys(reader)).map(sealer.openSigningKey);
  const secrets = (await store.findSecrets(reader)).map(sealer.openSecret);
  return { signingKeys: signingKeys.map(opened), secrets: secrets.map(opened) };
}

function opened<T>(key: T | null): T {
  if (key === null) throw masterKeyWrong();
  return key;
}

function hasSigningKey({ signingKeys }: OpenKeys): boolean {
  return signingKeys.some((key) => key.status === 'ACTIVE');
}

function missingPurposes({ secrets }: OpenKeys): readonly SecretPurpose[] {
  return secretPurposes.filter((purpose) => !secrets.some((secret) => secret.purpose === purpose));
}

async function makeMissing(
  collaborators: FirstKeysCollaborators,
  transaction: Transaction,
  found: OpenKeys,
): Promise<void> {
  const { store, sealer, clock } = collaborators;
  if (!hasSigningKey(found)) await makeSigningKey(collaborators, transaction);
  for (const purpose of missingPurposes(found)) {
    const id = uuidv7();
    const sealed = sealer.sealSecret(id, purpose, randomBytes(secretBytes));
    await store.addSecret(transaction, { id, purpose, sealed }, clock.now());
  }
}

async function makeSigningKey(
  collaborators: FirstKeysCollaborators,
  transaction: Transaction,
): Promise<void> {
  const { store, sealer, algorithm, clock } = collaborators;
  const { publicKey, privateKey } = await promisify(generateKeyPair)('ec', { namedCurve: 'P-256' });
  const kid = await calculateJwkThumbprint(publicKey, 'sha256');
  const stored = {
    kid,
    algorithm,
    status: 'ACTIVE',
    sealedPrivateKey: sealer.sealSigningKey(kid, privateKey),
  } as const;
  await store.addSigningKey(transaction, stored, publishKey({ kid, algorithm, publicKey }), clock.now());
}
