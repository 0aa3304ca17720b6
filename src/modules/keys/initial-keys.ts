import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { Clock, EventPublisher, Reader, Transaction, Transactions } from '../../shared/index.js';
import type { SigningAlgorithm } from '../tokens/index.js';
import { generateSigningKeyPair, type NewKeyPair } from './generate-signing-key-pair.js';
import { keyLifecycles } from './key-lifecycle.js';
import { type KeyRepository, type SecretPurpose, secretPurposes } from './key-repository.js';
import type { KeysSnapshot } from './key-ring.js';
import type { KeySealer, OpenSecret, OpenSigningKey } from './key-sealer.js';
import { masterKeyWrong } from './keys-errors.js';
import { emitKeyEvent, storeKey } from './store-key.js';

/** All stored keys and secrets, opened. */
export interface OpenKeys extends KeysSnapshot {
  /** Oldest first. */
  readonly secrets: readonly OpenSecret[];
}

export interface InitialKeysDependencies {
  readonly transactions: Transactions;
  readonly repository: KeyRepository;
  readonly sealer: KeySealer;
  /** The algorithm of a new key; existing keys keep theirs. With HS256 no key is generated. */
  readonly algorithm: SigningAlgorithm;
  readonly accessTokenTtlSeconds: number;
  readonly events: EventPublisher;
  /**
   * Receives new secrets before the commit: the audit log records the events of this transaction under a key
   * that is derived from them.
   */
  readonly onSecrets: (secrets: readonly OpenSecret[]) => void;
  readonly clock: Clock;
}

const secretBytes = 32;

/**
 * Opens the keys of this database and creates the missing ones. At the first start one instance creates all
 * of them while the others wait. Throws StartupError MASTER_KEY_WRONG, with the database unchanged, when one
 * was sealed with another master key.
 */
export async function openOrCreateKeys(dependencies: InitialKeysDependencies): Promise<OpenKeys> {
  const { transactions, repository, algorithm } = dependencies;
  const found = await openAllKeys(dependencies, transactions.reader);
  if (isComplete(dependencies, found)) return found;
  // Generated before the lock is taken: other instances wait for an insert, not for the generation of an RSA
  // key.
  const preparedPair =
    algorithm === 'HS256' || hasActiveKey(dependencies, found)
      ? null
      : await generateSigningKeyPair(algorithm);
  await transactions.run(async (transaction) => {
    await repository.lock(transaction);
    // Read again: another instance may have created them while this one waited for the lock.
    const present = await openAllKeys(dependencies, transaction);
    if (preparedPair !== null && !hasActiveKey(dependencies, present)) {
      await storeInitialKey(dependencies, transaction, preparedPair);
    }
    await createMissingSecrets(dependencies, transaction, present);
    await extendTokenTtls(dependencies, transaction, present);
    dependencies.onSecrets((await openAllKeys(dependencies, transaction)).secrets);
  });
  return openAllKeys(dependencies, transactions.reader);
}

/**
 * Opens every stored key and creates none. Throws MASTER_KEY_WRONG when one was sealed with another master
 * key.
 */
export async function openAllKeys(
  { repository, sealer }: Pick<InitialKeysDependencies, 'repository' | 'sealer'>,
  reader: Reader,
): Promise<OpenKeys> {
  const { revision, keys } = await repository.findSigningKeys(reader);
  const secrets = (await repository.findSecrets(reader)).map(sealer.openSecret);
  return {
    revision,
    keys: keys.map(sealer.openSigningKey).map(requireOpened),
    secrets: secrets.map(requireOpened),
  };
}

function requireOpened<T>(key: T | null): T {
  if (key === null) throw masterKeyWrong();
  return key;
}

function isComplete(dependencies: InitialKeysDependencies, found: OpenKeys): boolean {
  const { algorithm } = dependencies;
  return (
    (algorithm === 'HS256' || hasActiveKey(dependencies, found)) &&
    missingPurposes(found).length === 0 &&
    keysWithShorterTtl(dependencies, found).length === 0
  );
}

function hasActiveKey({ clock }: InitialKeysDependencies, { keys }: OpenKeys): boolean {
  return [...keyLifecycles(keys, clock.now()).values()].some(({ status }) => status === 'ACTIVE');
}

function missingPurposes({ secrets }: OpenKeys): readonly SecretPurpose[] {
  return secretPurposes.filter((purpose) => !secrets.some((secret) => secret.purpose === purpose));
}

/** Returns the keys that would retire before the tokens that this instance signs with them expire. */
function keysWithShorterTtl(
  { clock, accessTokenTtlSeconds }: InitialKeysDependencies,
  { keys }: OpenKeys,
): readonly OpenSigningKey[] {
  return [...keyLifecycles(keys, clock.now())]
    .filter(([, { status }]) => status === 'ACTIVE' || status === 'PENDING')
    .map(([key]) => key)
    .filter(({ tokenTtlSeconds }) => tokenTtlSeconds < accessTokenTtlSeconds);
}

async function storeInitialKey(
  dependencies: InitialKeysDependencies,
  transaction: Transaction,
  pair: NewKeyPair,
): Promise<void> {
  const { accessTokenTtlSeconds: tokenTtlSeconds, clock } = dependencies;
  const now = clock.now();
  await storeKey(transaction, dependencies, {
    pair,
    createdAt: now,
    activeFrom: now,
    tokenTtlSeconds,
    reason: null,
    eventType: 'key.created',
    actor: { type: 'SYSTEM' },
  });
}

async function createMissingSecrets(
  { repository, sealer, clock }: InitialKeysDependencies,
  transaction: Transaction,
  found: OpenKeys,
): Promise<void> {
  for (const purpose of missingPurposes(found)) {
    const id = uuidv7();
    const sealed = sealer.sealSecret(id, purpose, randomBytes(secretBytes));
    await repository.addSecret(transaction, { id, purpose, sealed }, clock.now());
  }
}

async function extendTokenTtls(
  dependencies: InitialKeysDependencies,
  transaction: Transaction,
  found: OpenKeys,
): Promise<void> {
  const { repository, events, clock, accessTokenTtlSeconds: tokenTtlSeconds } = dependencies;
  for (const { id, kid, tokenTtlSeconds: from } of keysWithShorterTtl(dependencies, found)) {
    await repository.changeSigningKey(transaction, id, { tokenTtlSeconds });
    await emitKeyEvent(events, transaction, {
      type: 'key.updated',
      kid,
      occurredAt: clock.now(),
      actor: { type: 'SYSTEM' },
      changes: { tokenTtlSeconds: { from, to: tokenTtlSeconds } },
    });
  }
}
