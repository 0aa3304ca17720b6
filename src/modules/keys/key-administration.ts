import {
  addSeconds,
  type Clock,
  type EventActor,
  type EventPublisher,
  type Transaction,
  type Transactions,
} from '../../shared/index.js';
import { type Actor, eventActor } from '../access/index.js';
import { makeKeyPair, type NewKeyPair } from './generate-signing-key-pair.js';
import { tellOfKey } from './key-events.js';
import { readAlgorithm, readPublishFor, readReason } from './key-input.js';
import { type KeyLife, livesOf } from './key-lifecycle.js';
import type { KeySealer } from './key-sealer.js';
import {
  alreadyHere,
  alreadyRefused,
  sharedSecretSigns,
  signingKeyNotFound,
  tooManyKeys,
} from './keys-errors.js';
import type { KeysStore, StoredSigningKey } from './keys-store.js';
import { readPrivateKey } from './read-private-key.js';
import type { PairAlgorithm, SigningAlgorithm } from './signing-keys.js';
import { type KeyEntry, storeKey } from './store-key.js';

/** A signing key as administrators see it: no half of it. */
export interface ListedKey extends KeyLife {
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
  /** Seconds that the key is published before it signs; null: the usual time; 0: it signs at once. */
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
export interface KeyAdministrationCollaborators {
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
const mostKeys = 16;

type Lives = ReadonlyMap<StoredSigningKey, KeyLife>;

/** Makes the administration. */
export function createKeyAdministration(collaborators: KeyAdministrationCollaborators): KeyAdministration {
  return {
    list: () => list(collaborators),
    rotate: async (request, actor) => {
      const usual = pairAlgorithmOf(collaborators);
      const algorithm = readAlgorithm(request.algorithm) ?? usual;
      const times = readTimes(request);
      return introduce(collaborators, await makeKeyPair(algorithm), {
        ...times,
        told: 'key.rotated',
        actor: eventActor(actor),
      });
    },
    importKey: async (text, request, actor) => {
      const usual = pairAlgorithmOf(collaborators);
      const times = readTimes(request);
      const pair = await readPrivateKey(text, readAlgorithm(request.algorithm), usual);
      return introduce(collaborators, pair, { ...times, told: 'key.imported', actor: eventActor(actor) });
    },
    revoke: async ({ kid, reason }, actor) =>
      revoke(collaborators, kid, readReason(reason, ['reason']), eventActor(actor)),
  };
}

function pairAlgorithmOf({ algorithm }: KeyAdministrationCollaborators): PairAlgorithm {
  if (algorithm === 'HS256') throw sharedSecretSigns();
  return algorithm;
}

interface Times {
  readonly publishFor: number;
  readonly reason: string | null;
}

type Introduction = Times & Pick<KeyEntry, 'told' | 'actor'>;

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
}: KeyAdministrationCollaborators): Promise<readonly ListedKey[]> {
  const { keys } = await store.findSigningKeys(transactions.reader);
  const listed = [...livesOf(keys, clock.now())].map(([key, life]) => {
    const { id, kid, algorithm, createdAt, activeFrom } = key;
    return { id, kid, algorithm, createdAt, activeFrom, ...life };
  });
  return listed.reverse();
}

async function introduce(
  collaborators: KeyAdministrationCollaborators,
  pair: NewKeyPair,
  introduction: Introduction,
): Promise<ListedKey> {
  return change(collaborators, pair.kid, async (transaction, lives, now) => {
    const known = [...lives].find(([{ kid }]) => kid === pair.kid);
    if (known !== undefined) throw alreadyHere(known[1].status === 'REVOKED');
    const accepted = [...lives.values()].filter(({ status }) => status !== 'REVOKED');
    if (accepted.length >= mostKeys) throw tooManyKeys(mostKeys);
    await put(collaborators, transaction, lives, pair, { ...introduction, now });
  });
}

async function revoke(
  collaborators: KeyAdministrationCollaborators,
  kid: string,
  reason: string,
  actor: EventActor,
): Promise<ListedKey> {
  const { store, events } = collaborators;
  const spare = await spareFor(collaborators, kid);
  return change(collaborators, kid, async (transaction, lives, now) => {
    const [target, life] = [...lives].find(([key]) => key.kid === kid) ?? [];
    if (target === undefined || life === undefined) throw signingKeyNotFound();
    if (life.status === 'REVOKED') throw alreadyRefused();
    await store.revokeSigningKey(transaction, target.id, now, reason);
    const fact = { occurredAt: now, actor } as const;
    await tellOfKey(events, transaction, { ...fact, type: 'key.revoked', kid, reason });
    if (life.status !== 'ACTIVE') return;
    const next = nextPending(lives);
    if (next !== null) {
      await store.changeSigningKey(transaction, next.id, { activeFrom: now });
      const changes = { activeFrom: { from: next.activeFrom.toISOString(), to: now.toISOString() } };
      await tellOfKey(events, transaction, { ...fact, type: 'key.updated', kid: next.kid, changes });
    } else if (collaborators.algorithm !== 'HS256') {
      const pair = spare ?? (await makeKeyPair(target.algorithm));
      await put(collaborators, transaction, lives, pair, {
        publishFor: 0,
        reason: null,
        told: 'key.created',
        actor,
        now,
      });
    }
  });
}

/** The key that would be needed, made before the lock is taken: the others should wait for a row, not for an RSA key. */
async function spareFor(
  collaborators: KeyAdministrationCollaborators,
  kid: string,
): Promise<NewKeyPair | null> {
  const target = (await list(collaborators)).find((key) => key.kid === kid);
  return target?.status === 'ACTIVE' ? makeKeyPair(target.algorithm) : null;
}

function nextPending(lives: Lives): StoredSigningKey | null {
  const pending = [...lives].filter(([, { status }]) => status === 'PENDING').map(([key]) => key);
  return pending.toSorted((one, other) => one.activeFrom.getTime() - other.activeFrom.getTime())[0] ?? null;
}

async function put(
  collaborators: KeyAdministrationCollaborators,
  transaction: Transaction,
  lives: Lives,
  pair: NewKeyPair,
  { publishFor, reason, told, actor, now }: Introduction & { readonly now: Date },
): Promise<void> {
  // An operator's shell may know of shorter tokens than the servers sign: what is known of the fleet is passed on.
  const signing = [...lives].filter(([, { status }]) => status === 'ACTIVE' || status === 'PENDING');
  const tokenTtlSeconds = Math.max(
    collaborators.accessTokenTtlSeconds,
    ...signing.map(([key]) => key.tokenTtlSeconds),
  );
  const activeFrom = addSeconds(now, publishFor);
  const entry = { pair, createdAt: now, activeFrom, tokenTtlSeconds, reason, told, actor };
  await storeKey(transaction, collaborators, entry);
}

/** One change at a time on all instances, which hear of it from the database; answers the key that it was about. */
async function change(
  collaborators: KeyAdministrationCollaborators,
  about: string,
  work: (transaction: Transaction, lives: Lives, now: Date) => Promise<void>,
): Promise<ListedKey> {
  const { transactions, store, refresh, clock } = collaborators;
  await transactions.run(async (transaction) => {
    await store.lock(transaction);
    const now = clock.now();
    const lives = livesOf((await store.findSigningKeys(transaction)).keys, now);
    await destroyRetired(store, transaction, lives);
    await work(transaction, lives, now);
  });
  await refresh();
  const changed = (await list(collaborators)).find(({ kid }) => kid === about);
  if (changed === undefined) throw new Error('a key vanished that was just changed');
  return changed;
}

/** Keys that nobody accepts any more need no private half, which could only be stolen. */
async function destroyRetired(store: KeysStore, transaction: Transaction, lives: Lives): Promise<void> {
  for (const [key, { status, revokedAt }] of lives) {
    if (status !== 'REVOKED' || revokedAt === null || key.revokedAt !== null) continue;
    await store.revokeSigningKey(transaction, key.id, revokedAt, null);
  }
}
