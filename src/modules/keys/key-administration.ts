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
import { emitKeyEvent } from './key-events.js';
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
import { type KeyEntry, storeKey } from './store-key.js';

/** A signing key as administrators see it: no half of it. */
export interface ListedKey extends KeyLifecycle {
  readonly id: string;
  readonly kid: string;
  readonly algorithm: PairAlgorithm;
  readonly createdAt: Date;
  readonly activeFrom: Date;
}

/** How another key takes over. */
export interface RotationRequest {
  /** Null: the configured one. */
  readonly algorithm: string | null;
  /** Seconds that the key is published before it signs; null: the defaultAlgorithm time; 0: it signs at once. */
  readonly publishFor: number | null;
  readonly reason: string | null;
}

/** What administrators and operators do with signing keys. Each change has reached this instance when it answers. */
export interface KeyAdministration {
  /** All keys there ever were, the newest first. */
  list(): Promise<readonly ListedKey[]>;
  /** Makes another key, which takes over when it has been published for long enough. Refuses with INVALID_INPUT and ILLEGAL_STATE. */
  rotate(request: RotationRequest, actor: Actor): Promise<ListedKey>;
  /** Likewise with the operator's own private key (PEM or JWK), which is refused with INVALID_INPUT where it is no good. */
  importKey(text: string, request: RotationRequest, actor: Actor): Promise<ListedKey>;
  /**
   * Refuses a key at once, for good, on every instance, and destroys its private half. Where it was the one that signs, the next pending one signs
   * at once, or one made for it. Refuses with NOT_FOUND, INVALID_INPUT, and ILLEGAL_STATE for a key that is refused already.
   */
  revoke(request: { readonly kid: string; readonly reason: string }, actor: Actor): Promise<ListedKey>;
}

/** What the administration works with. */
export interface KeyAdministrationDependencies {
  readonly transactions: Transactions;
  readonly store: KeysStore;
  readonly sealer: KeySealer;
  readonly algorithm: SigningAlgorithm;
  readonly accessTokenTtlSeconds: number;
  /** Brings this instance's own ring up to date. */
  readonly refresh: () => Promise<void>;
  readonly events: EventPublisher;
  readonly clock: Clock;
}

/** Whoever checks our tokens reads all accepted keys: they stay few. */
const maxKeys = 16;

type Lifecycles = ReadonlyMap<StoredSigningKey, KeyLifecycle>;

/** Makes the administration. */
export function createKeyAdministration(dependencies: KeyAdministrationDependencies): KeyAdministration {
  return {
    list: () => list(dependencies),
    rotate: async (request, actor) => {
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
    revoke: async ({ kid, reason }, actor) =>
      revoke(dependencies, kid, readReason(reason, ['reason']), eventActor(actor)),
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

async function list({
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
    const known = [...lifecycles].find(([{ kid }]) => kid === pair.kid);
    if (known !== undefined) throw signingKeyAlreadyExists(known[1].status === 'REVOKED');
    const accepted = [...lifecycles.values()].filter(({ status }) => status !== 'REVOKED');
    if (accepted.length >= maxKeys) throw tooManyKeys(maxKeys);
    await storeNewKey(dependencies, transaction, lifecycles, pair, { ...newKeyDetails, now });
  });
}

async function revoke(
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

/** The key that would be needed, made before the lock is taken: the others should wait for a row, not for an RSA key. */
async function prepareReplacement(
  dependencies: KeyAdministrationDependencies,
  kid: string,
): Promise<NewKeyPair | null> {
  const target = (await list(dependencies)).find((key) => key.kid === kid);
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
  // An operator's shell may know of shorter tokens than the servers sign: what is known of the fleet is passed on.
  const signing = [...lifecycles].filter(([, { status }]) => status === 'ACTIVE' || status === 'PENDING');
  const tokenTtlSeconds = Math.max(
    dependencies.accessTokenTtlSeconds,
    ...signing.map(([key]) => key.tokenTtlSeconds),
  );
  const activeFrom = addSeconds(now, publishFor);
  const entry = { pair, createdAt: now, activeFrom, tokenTtlSeconds, reason, eventType, actor };
  await storeKey(transaction, dependencies, entry);
}

/** One change at a time on all instances, which hear of it from the database; answers the key that it was about. */
async function change(
  dependencies: KeyAdministrationDependencies,
  about: string,
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
  const changed = (await list(dependencies)).find(({ kid }) => kid === about);
  if (changed === undefined) throw new Error('a key vanished that was just changed');
  return changed;
}

/** Keys that nobody accepts any more need no private half, which could only be stolen. */
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
