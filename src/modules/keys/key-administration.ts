import {
  addSeconds,
  type Clock,
  type EventActor,
  type EventPublisher,
  type Transaction,
  type Transactions,
} from '../../shared/index.js';
import { type Actor, eventActor } from '../access/index.js';
import type { PairAlgorithm, SigningAlgorithm } from '../tokens/index.js';
import { generateSigningKeyPair, type NewKeyPair } from './generate-signing-key-pair.js';
import { readAlgorithm, readPublishFor, readReason } from './key-input.js';
import { type KeyLifecycle, keyLifecycles } from './key-lifecycle.js';
import type { KeySealer } from './key-sealer.js';
import {
  signingKeyAlreadyExists,
  signingKeyAlreadyRevoked,
  signingKeyIsSharedSecret,
  signingKeyNotFound,
  tooManyKeys,
} from './keys-errors.js';
import type { KeysStore, StoredSigningKey } from './keys-store.js';
import { readPrivateKey } from './read-private-key.js';
import { emitKeyEvent, type KeyEntry, storeKey } from './store-key.js';

/** A signing key as administrators see it, without key material. */
export interface ListedKey extends KeyLifecycle {
  readonly id: string;
  readonly kid: string;
  readonly algorithm: PairAlgorithm;
  readonly createdAt: Date;
  readonly activeFrom: Date;
}

/** How a new key replaces the active one. */
export interface RotationRequest {
  /** Null selects the configured one. */
  readonly algorithm: string | null;
  /**
   * Seconds that the key is published before it signs. Null selects the default; with 0 it signs immediately.
   */
  readonly publishFor: number | null;
  readonly reason: string | null;
}

/**
 * The operations of administrators and operators on signing keys. Each returns after this instance has the
 * change.
 */
export interface KeyAdministration {
  /** Returns all keys, including revoked ones, newest first. */
  listKeys(): Promise<readonly ListedKey[]>;
  /** Creates a key that signs after its publication time. Throws INVALID_INPUT and ILLEGAL_STATE. */
  rotateKey(request: RotationRequest, actor: Actor): Promise<ListedKey>;
  /**
   * Does the same with the operator's own private key (PEM or JWK). Throws INVALID_INPUT when it cannot be
   * used, and ILLEGAL_STATE.
   */
  importKey(text: string, request: RotationRequest, actor: Actor): Promise<ListedKey>;
  /**
   * Revokes a key immediately and permanently on every instance, and destroys its private key. When it was
   * the active key, the next pending key signs immediately, or a newly generated one. Throws NOT_FOUND,
   * INVALID_INPUT, and ILLEGAL_STATE for a key that is already revoked.
   */
  revokeKey(request: { readonly kid: string; readonly reason: string }, actor: Actor): Promise<ListedKey>;
}

export interface KeyAdministrationDependencies {
  readonly transactions: Transactions;
  readonly store: KeysStore;
  readonly sealer: KeySealer;
  readonly algorithm: SigningAlgorithm;
  readonly accessTokenTtlSeconds: number;
  /** Updates the key ring of this instance. */
  readonly refresh: () => Promise<void>;
  readonly events: EventPublisher;
  readonly clock: Clock;
}

/** Every resource server reads all accepted keys, so their number is limited. */
const maxKeys = 16;

type Lifecycles = ReadonlyMap<StoredSigningKey, KeyLifecycle>;

export function createKeyAdministration(dependencies: KeyAdministrationDependencies): KeyAdministration {
  return {
    listKeys: () => listKeys(dependencies),
    rotateKey: async (request, actor) => {
      const defaultAlgorithm = configuredPairAlgorithm(dependencies);
      const algorithm = readAlgorithm(request.algorithm) ?? defaultAlgorithm;
      const times = readTimes(request);
      return addSigningKey(dependencies, await generateSigningKeyPair(algorithm), {
        ...times,
        eventType: 'key.rotated',
        actor: eventActor(actor),
      });
    },
    importKey: async (text, request, actor) => {
      const defaultAlgorithm = configuredPairAlgorithm(dependencies);
      const times = readTimes(request);
      const pair = await readPrivateKey(text, readAlgorithm(request.algorithm), defaultAlgorithm);
      return addSigningKey(dependencies, pair, {
        ...times,
        eventType: 'key.imported',
        actor: eventActor(actor),
      });
    },
    revokeKey: async ({ kid, reason }, actor) =>
      revokeKey(dependencies, kid, readReason(reason, ['reason']), eventActor(actor)),
  };
}

function configuredPairAlgorithm({ algorithm }: KeyAdministrationDependencies): PairAlgorithm {
  if (algorithm === 'HS256') throw signingKeyIsSharedSecret();
  return algorithm;
}

interface Times {
  readonly publishFor: number;
  readonly reason: string | null;
}

type NewKeyDetails = Times & Pick<KeyEntry, 'eventType' | 'actor'>;

function readTimes({ publishFor, reason }: RotationRequest): Times {
  return {
    publishFor: readPublishFor(publishFor),
    reason: reason === null ? null : readReason(reason, ['input', 'reason']),
  };
}

async function listKeys({
  store,
  transactions,
  clock,
}: KeyAdministrationDependencies): Promise<readonly ListedKey[]> {
  const { keys } = await store.findSigningKeys(transactions.reader);
  const listed = [...keyLifecycles(keys, clock.now())].map(([key, lifecycle]) => {
    const { id, kid, algorithm, createdAt, activeFrom } = key;
    return { id, kid, algorithm, createdAt, activeFrom, ...lifecycle };
  });
  return listed.reverse();
}

async function addSigningKey(
  dependencies: KeyAdministrationDependencies,
  pair: NewKeyPair,
  newKeyDetails: NewKeyDetails,
): Promise<ListedKey> {
  return change(dependencies, pair.kid, async (transaction, lifecycles, now) => {
    const existing = [...lifecycles].find(([{ kid }]) => kid === pair.kid);
    if (existing !== undefined) throw signingKeyAlreadyExists(existing[1].status === 'REVOKED');
    const accepted = [...lifecycles.values()].filter(({ status }) => status !== 'REVOKED');
    if (accepted.length >= maxKeys) throw tooManyKeys(maxKeys);
    await storeNewKey(dependencies, transaction, lifecycles, pair, { ...newKeyDetails, now });
  });
}

async function revokeKey(
  dependencies: KeyAdministrationDependencies,
  kid: string,
  reason: string,
  actor: EventActor,
): Promise<ListedKey> {
  const { store, events } = dependencies;
  const preparedPair = await prepareReplacement(dependencies, kid);
  return change(dependencies, kid, async (transaction, lifecycles, now) => {
    const [target, lifecycle] = [...lifecycles].find(([key]) => key.kid === kid) ?? [];
    if (target === undefined || lifecycle === undefined) throw signingKeyNotFound();
    if (lifecycle.status === 'REVOKED') throw signingKeyAlreadyRevoked();
    await store.revokeSigningKey(transaction, target.id, now, reason);
    const eventBase = { occurredAt: now, actor } as const;
    await emitKeyEvent(events, transaction, { ...eventBase, type: 'key.revoked', kid, reason });
    if (lifecycle.status !== 'ACTIVE') return;
    const next = nextPending(lifecycles);
    if (next !== null) {
      await store.changeSigningKey(transaction, next.id, { activeFrom: now });
      const changes = { activeFrom: { from: next.activeFrom.toISOString(), to: now.toISOString() } };
      await emitKeyEvent(events, transaction, { ...eventBase, type: 'key.updated', kid: next.kid, changes });
    } else if (dependencies.algorithm !== 'HS256') {
      const pair = preparedPair ?? (await generateSigningKeyPair(target.algorithm));
      await storeNewKey(dependencies, transaction, lifecycles, pair, {
        publishFor: 0,
        reason: null,
        eventType: 'key.created',
        actor,
        now,
      });
    }
  });
}

/**
 * Generated before the lock is taken: other instances wait for an update, not for the generation of an RSA
 * key.
 */
async function prepareReplacement(
  dependencies: KeyAdministrationDependencies,
  kid: string,
): Promise<NewKeyPair | null> {
  const target = (await listKeys(dependencies)).find((key) => key.kid === kid);
  return target?.status === 'ACTIVE' ? generateSigningKeyPair(target.algorithm) : null;
}

function nextPending(lifecycles: Lifecycles): StoredSigningKey | null {
  const pending = [...lifecycles].filter(([, { status }]) => status === 'PENDING').map(([key]) => key);
  return pending.toSorted((one, other) => one.activeFrom.getTime() - other.activeFrom.getTime())[0] ?? null;
}

async function storeNewKey(
  dependencies: KeyAdministrationDependencies,
  transaction: Transaction,
  lifecycles: Lifecycles,
  pair: NewKeyPair,
  { publishFor, reason, eventType, actor, now }: NewKeyDetails & { readonly now: Date },
): Promise<void> {
  // A command may run with a shorter token lifetime than the servers have, so the lifetime of existing keys
  // counts too.
  const signing = [...lifecycles].filter(([, { status }]) => status === 'ACTIVE' || status === 'PENDING');
  const tokenTtlSeconds = Math.max(
    dependencies.accessTokenTtlSeconds,
    ...signing.map(([key]) => key.tokenTtlSeconds),
  );
  const activeFrom = addSeconds(now, publishFor);
  const entry = { pair, createdAt: now, activeFrom, tokenTtlSeconds, reason, eventType, actor };
  await storeKey(transaction, dependencies, entry);
}

/** Runs one change at a time across all instances and returns the key with this kid afterwards. */
async function change(
  dependencies: KeyAdministrationDependencies,
  kid: string,
  work: (transaction: Transaction, lifecycles: Lifecycles, now: Date) => Promise<void>,
): Promise<ListedKey> {
  const { transactions, store, refresh, clock } = dependencies;
  await transactions.run(async (transaction) => {
    await store.lock(transaction);
    const now = clock.now();
    const lifecycles = keyLifecycles((await store.findSigningKeys(transaction)).keys, now);
    await destroyRetired(store, transaction, lifecycles);
    await work(transaction, lifecycles, now);
  });
  await refresh();
  const changed = (await listKeys(dependencies)).find((key) => key.kid === kid);
  if (changed === undefined) throw new Error('a changed key is missing');
  return changed;
}

/** Destroys private keys whose public keys are no longer accepted: they could only be stolen. */
async function destroyRetired(
  store: KeysStore,
  transaction: Transaction,
  lifecycles: Lifecycles,
): Promise<void> {
  for (const [key, { status, revokedAt }] of lifecycles) {
    if (status !== 'REVOKED' || revokedAt === null || key.revokedAt !== null) continue;
    await store.revokeSigningKey(transaction, key.id, revokedAt, null);
  }
}
