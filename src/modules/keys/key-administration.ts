import type { Actor } from '../access/index.js';
import type { PairAlgorithm } from '../tokens/index.js';
import {
  type ChangeKeysDependencies,
  changeKeys,
  type KeyChangeTimes,
  type Lifecycles,
  type ListedKey,
  listKeys,
  type NewKeyDetails,
  storeNewKey,
} from './change-keys.js';
import { generateSigningKeyPair, type NewKeyPair } from './generate-signing-key-pair.js';
import { readAlgorithm, readKeyReason, readPublishFor } from './key-input.js';
import type { StoredSigningKey } from './key-repository.js';
import {
  signingKeyAlreadyExists,
  signingKeyAlreadyRevoked,
  signingKeyIsSharedSecret,
  signingKeyNotFound,
  tooManyKeys,
} from './keys-errors.js';
import { readPrivateKey } from './read-private-key.js';
import { emitKeyEvent } from './store-key.js';

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

/** Every resource server reads all accepted keys, so their number is limited. */
const maxKeys = 16;

export function createKeyAdministration(dependencies: ChangeKeysDependencies): KeyAdministration {
  return {
    listKeys: () => listKeys(dependencies),
    rotateKey: async (request, actor) => {
      const defaultAlgorithm = configuredPairAlgorithm(dependencies);
      const algorithm = readAlgorithm(request.algorithm) ?? defaultAlgorithm;
      const times = readTimes(request);
      return addSigningKey(dependencies, actor, await generateSigningKeyPair(algorithm), {
        ...times,
        eventType: 'key.rotated',
      });
    },
    importKey: async (text, request, actor) => {
      const defaultAlgorithm = configuredPairAlgorithm(dependencies);
      const times = readTimes(request);
      const pair = await readPrivateKey(text, readAlgorithm(request.algorithm), defaultAlgorithm);
      return addSigningKey(dependencies, actor, pair, {
        ...times,
        eventType: 'key.imported',
      });
    },
    revokeKey: async ({ kid, reason }, actor) =>
      revokeKey(dependencies, { kid, requester: actor }, readKeyReason(reason, ['reason'])),
  };
}

function configuredPairAlgorithm({ algorithm }: ChangeKeysDependencies): PairAlgorithm {
  if (algorithm === 'HS256') throw signingKeyIsSharedSecret();
  return algorithm;
}

function readTimes({ publishFor, reason }: RotationRequest): KeyChangeTimes {
  return {
    publishFor: readPublishFor(publishFor),
    reason: reason === null ? null : readKeyReason(reason, ['input', 'reason']),
  };
}

async function addSigningKey(
  dependencies: ChangeKeysDependencies,
  requester: Actor,
  pair: NewKeyPair,
  newKeyDetails: NewKeyDetails,
): Promise<ListedKey> {
  return changeKeys(dependencies, { kid: pair.kid, requester }, async (transaction, lifecycles, change) => {
    const existing = [...lifecycles].find(([{ kid }]) => kid === pair.kid);
    if (existing !== undefined) throw signingKeyAlreadyExists(existing[1].status === 'REVOKED');
    const accepted = [...lifecycles.values()].filter(({ status }) => status !== 'REVOKED');
    if (accepted.length >= maxKeys) throw tooManyKeys(maxKeys);
    await storeNewKey(dependencies, transaction, lifecycles, pair, { ...newKeyDetails, ...change });
  });
}

async function revokeKey(
  dependencies: ChangeKeysDependencies,
  target: { readonly kid: string; readonly requester: Actor },
  reason: string,
): Promise<ListedKey> {
  const { kid } = target;
  const { repository, events } = dependencies;
  const preparedPair = await prepareReplacement(dependencies, kid);
  return changeKeys(dependencies, target, async (transaction, lifecycles, { now, actor }) => {
    const [key, lifecycle] = [...lifecycles].find(([stored]) => stored.kid === kid) ?? [];
    if (key === undefined || lifecycle === undefined) throw signingKeyNotFound();
    if (lifecycle.status === 'REVOKED') throw signingKeyAlreadyRevoked();
    await repository.revokeSigningKey(transaction, key.id, now, reason);
    const eventBase = { occurredAt: now, actor } as const;
    await emitKeyEvent(events, transaction, { ...eventBase, type: 'key.revoked', kid, reason });
    if (lifecycle.status !== 'ACTIVE') return;
    const next = nextPending(lifecycles);
    if (next !== null) {
      await repository.changeSigningKey(transaction, next.id, { activeFrom: now });
      const changes = { activeFrom: { from: next.activeFrom.toISOString(), to: now.toISOString() } };
      await emitKeyEvent(events, transaction, { ...eventBase, type: 'key.updated', kid: next.kid, changes });
    } else if (dependencies.algorithm !== 'HS256') {
      const pair = preparedPair ?? (await generateSigningKeyPair(key.algorithm));
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
  dependencies: ChangeKeysDependencies,
  kid: string,
): Promise<NewKeyPair | null> {
  const target = (await listKeys(dependencies)).find((key) => key.kid === kid);
  return target?.status === 'ACTIVE' ? generateSigningKeyPair(target.algorithm) : null;
}

function nextPending(lifecycles: Lifecycles): StoredSigningKey | null {
  const pending = [...lifecycles].filter(([, { status }]) => status === 'PENDING').map(([key]) => key);
  return pending.toSorted((one, other) => one.activeFrom.getTime() - other.activeFrom.getTime())[0] ?? null;
}
