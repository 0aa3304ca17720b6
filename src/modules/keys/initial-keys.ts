import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { Clock, EventPublisher, Reader, Transaction, Transactions } from '../../shared/index.js';
import { makeKeyPair, type NewKeyPair } from './generate-signing-key-pair.js';
import { tellOfKey } from './key-events.js';
import { livesOf } from './key-lifecycle.js';
import type { KeysRead } from './key-ring.js';
import type { KeySealer, OpenSecret, OpenSigningKey } from './key-sealer.js';
import { masterKeyWrong } from './keys-errors.js';
import { type KeysStore, type SecretPurpose, secretPurposes } from './keys-store.js';
import type { SigningAlgorithm } from './signing-keys.js';
import { storeKey } from './store-key.js';

/** Everything that the database keeps for this room, open. */
export interface OpenKeys extends KeysRead {
  /** Oldest first. */
  readonly secrets: readonly OpenSecret[];
}

/** What making and opening keys takes. */
export interface FirstKeysCollaborators {
  readonly transactions: Transactions;
  readonly store: KeysStore;
  readonly sealer: KeySealer;
  /** The algorithm of a key made now; keys that are there keep theirs. With HS256 none is made. */
  readonly algorithm: SigningAlgorithm;
  readonly accessTokenTtlSeconds: number;
  readonly events: EventPublisher;
  /** Told of the secrets while they are being made: who writes the events down derives a key from them in the same transaction. */
  readonly onSecrets: (secrets: readonly OpenSecret[]) => void;
  readonly clock: Clock;
}

const secretBytes = 32;

/**
 * Opens the keys of this database, and makes those that are missing: at the very first start all of them, by one instance while the
 * others wait. Refuses with StartupError MASTER_KEY_WRONG, everything unchanged, when one was sealed with another master key.
 */
export async function openOrMakeKeys(collaborators: FirstKeysCollaborators): Promise<OpenKeys> {
  const { transactions, store, algorithm } = collaborators;
  const found = await openAll(collaborators, transactions.reader);
  if (isComplete(collaborators, found)) return found;
  // Made before the lock is taken: the others should wait for a row, not for an RSA key.
  const spare =
    algorithm === 'HS256' || hasSigner(collaborators, found) ? null : await makeKeyPair(algorithm);
  await transactions.run(async (transaction) => {
    await store.lock(transaction);
    // Read again: while this instance waited for the lock, another one may have made them all.
    const present = await openAll(collaborators, transaction);
    if (spare !== null && !hasSigner(collaborators, present)) {
      await storeFirst(collaborators, transaction, spare);
    }
    await makeMissingSecrets(collaborators, transaction, present);
    await allowForTokens(collaborators, transaction, present);
    collaborators.onSecrets((await openAll(collaborators, transaction)).secrets);
  });
  return openAll(collaborators, transactions.reader);
}

/** Opens every key of this database and makes none; refuses with MASTER_KEY_WRONG when one was sealed with another master key. */
export async function openAll(
  { store, sealer }: Pick<FirstKeysCollaborators, 'store' | 'sealer'>,
  reader: Reader,
): Promise<OpenKeys> {
  const { revision, keys } = await store.findSigningKeys(reader);
  const secrets = (await store.findSecrets(reader)).map(sealer.openSecret);
  return { revision, keys: keys.map(sealer.openSigningKey).map(opened), secrets: secrets.map(opened) };
}

function opened<T>(key: T | null): T {
  if (key === null) throw masterKeyWrong();
  return key;
}

function isComplete(collaborators: FirstKeysCollaborators, found: OpenKeys): boolean {
  const { algorithm } = collaborators;
  return (
    (algorithm === 'HS256' || hasSigner(collaborators, found)) &&
    missingPurposes(found).length === 0 &&
    withShorterTokens(collaborators, found).length === 0
  );
}

function hasSigner({ clock }: FirstKeysCollaborators, { keys }: OpenKeys): boolean {
  return [...livesOf(keys, clock.now()).values()].some(({ status }) => status === 'ACTIVE');
}

function missingPurposes({ secrets }: OpenKeys): readonly SecretPurpose[] {
  return secretPurposes.filter((purpose) => !secrets.some((secret) => secret.purpose === purpose));
}

/** The keys that will be taken away too early for the tokens that this instance signs with them. */
function withShorterTokens(
  { clock, accessTokenTtlSeconds }: FirstKeysCollaborators,
  { keys }: OpenKeys,
): readonly OpenSigningKey[] {
  return [...livesOf(keys, clock.now())]
    .filter(([, { status }]) => status === 'ACTIVE' || status === 'PENDING')
    .map(([key]) => key)
    .filter(({ tokenTtlSeconds }) => tokenTtlSeconds < accessTokenTtlSeconds);
}

async function storeFirst(
  collaborators: FirstKeysCollaborators,
  transaction: Transaction,
  pair: NewKeyPair,
): Promise<void> {
  const { accessTokenTtlSeconds: tokenTtlSeconds, clock } = collaborators;
  const now = clock.now();
  await storeKey(transaction, collaborators, {
    pair,
    createdAt: now,
    activeFrom: now,
    tokenTtlSeconds,
    reason: null,
    told: 'key.created',
    actor: { type: 'SYSTEM' },
  });
}

async function makeMissingSecrets(
  { store, sealer, clock }: FirstKeysCollaborators,
  transaction: Transaction,
  found: OpenKeys,
): Promise<void> {
  for (const purpose of missingPurposes(found)) {
    const id = uuidv7();
    const sealed = sealer.sealSecret(id, purpose, randomBytes(secretBytes));
    await store.addSecret(transaction, { id, purpose, sealed }, clock.now());
  }
}

async function allowForTokens(
  collaborators: FirstKeysCollaborators,
  transaction: Transaction,
  found: OpenKeys,
): Promise<void> {
  const { store, events, clock, accessTokenTtlSeconds: tokenTtlSeconds } = collaborators;
  for (const { id, kid, tokenTtlSeconds: from } of withShorterTokens(collaborators, found)) {
    await store.changeSigningKey(transaction, id, { tokenTtlSeconds });
    await tellOfKey(events, transaction, {
      type: 'key.updated',
      kid,
      occurredAt: clock.now(),
      actor: { type: 'SYSTEM' },
      changes: { tokenTtlSeconds: { from, to: tokenTtlSeconds } },
    });
  }
}
