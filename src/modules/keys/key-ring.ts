import {
  type ChangeNotifications,
  type Clock,
  createSingleFlight,
  throttleRuns,
} from '../../shared/index.js';
import type { PublicVerificationKey, SigningKey, SigningKeys } from '../tokens/index.js';
import { type KeyLifecycle, keyLifecycles } from './key-lifecycle.js';
import type { OpenSigningKey } from './key-sealer.js';
import { type PublishedKey, publishKey } from './published-key.js';

/** The signing keys in memory, synchronized with the database. */
export interface KeyRing extends SigningKeys {
  /** Returns the public members of the pending, active and retiring keys. */
  published(): Promise<readonly PublishedKey[]>;
  /** Resolves when the ring contains everything that was committed before this call. */
  refresh(): Promise<void>;
  /** Returns false while a change may have been missed. */
  isCurrent(): boolean;
}

/** The keys as read by one statement. */
export interface KeysSnapshot {
  /** Increases with every change of any key. */
  readonly revision: number;
  readonly keys: readonly OpenSigningKey[];
}

export interface KeyRingDependencies {
  /** The keys as they were opened at the start. */
  readonly initialKeys: KeysSnapshot;
  /** Reads only the revision. */
  readonly readRevision: () => Promise<number>;
  /** Reads all keys; the known ones need not be opened again. */
  readonly readKeys: (known: readonly OpenSigningKey[]) => Promise<KeysSnapshot>;
  readonly changeNotifications: Pick<ChangeNotifications, 'subscribe' | 'onResync' | 'isLive'>;
  /** Resolves when unknown key ids may cause the next check of the revision. */
  readonly pause: () => Promise<void>;
  readonly clock: Clock;
}

/** Less than a request may wait, because every request waits for this while notifications may be missed. */
const revisionCheckMs = 3_000;

/** A SHA-256 thumbprint in base64url (RFC 7638), the only form of a key id. */
const thumbprint = /^[A-Za-z0-9_-]{43}$/;

/**
 * Answers from memory while change notifications arrive. While one may have been missed, every call reads the
 * revision first, so that a revoked key is rejected at the next request on every instance.
 */
export function createKeyRing(dependencies: KeyRingDependencies): KeyRing {
  const { readRevision, readKeys, changeNotifications, pause, clock } = dependencies;
  let ring = dependencies.initialKeys;
  let changesReceived = 0;
  let changesApplied = 0;
  const checkRevision = async (): Promise<void> => {
    const receivedBefore = changesReceived;
    if ((await readRevision()) !== ring.revision) ring = await readKeys(ring.keys);
    changesApplied = receivedBefore;
  };
  const revisionCheck = createSingleFlight(checkRevision, { patienceMs: revisionCheckMs });
  const checkRevisionThrottled = throttleRuns(revisionCheck.runFresh, pause);
  const isCurrent = (): boolean => changeNotifications.isLive() && changesApplied === changesReceived;
  let known: KnownLifecycles | null = null;
  const lifecycles = (): KnownLifecycles['lifecycles'] => {
    const now = clock.now();
    // Requests that arrive together share the answer.
    if (known?.keys !== ring.keys || known.at !== now.getTime())
      known = { keys: ring.keys, at: now.getTime(), lifecycles: keyLifecycles(ring.keys, now) };
    return known.lifecycles;
  };
  const onChange = (): void => {
    changesReceived += 1;
    // After a failure the ring stays outdated, and every call reads the database until a check succeeds.
    revisionCheck.runFresh().catch(() => {});
  };
  changeNotifications.subscribe('signing-keys', onChange);
  changeNotifications.onResync(onChange);

  return {
    active: () => activeSigningKey(lifecycles()),
    find: (kid) => {
      if (!thumbprint.test(kid)) return null;
      if (!isCurrent()) return revisionCheck.runFresh().then(() => findAccepted(lifecycles(), kid));
      if (ring.keys.some((key) => key.kid === kid)) return findAccepted(lifecycles(), kid);
      return checkRevisionThrottled().then(() => findAccepted(lifecycles(), kid));
    },
    published: async () => {
      if (!isCurrent()) await revisionCheck.runFresh();
      return [...lifecycles()].flatMap((entry) => verificationKeys(entry)).map(publishKey);
    },
    refresh: revisionCheck.runFresh,
    isCurrent,
  };
}

/** The lifecycles of these keys at one instant. */
interface KnownLifecycles {
  readonly keys: readonly OpenSigningKey[];
  readonly at: number;
  readonly lifecycles: ReadonlyMap<OpenSigningKey, KeyLifecycle>;
}

function activeSigningKey(lifecycles: ReadonlyMap<OpenSigningKey, KeyLifecycle>): SigningKey {
  for (const [{ kid, algorithm, pair }, { status }] of lifecycles) {
    if (status === 'ACTIVE' && pair !== null) return { kid, algorithm, privateKey: pair.privateKey };
  }
  throw new Error('no signing key is active');
}

function findAccepted(
  lifecycles: ReadonlyMap<OpenSigningKey, KeyLifecycle>,
  kid: string,
): PublicVerificationKey | null {
  for (const entry of lifecycles) {
    const [key] = entry[0].kid === kid ? verificationKeys(entry) : [];
    if (key !== undefined) return key;
  }
  return null;
}

function verificationKeys([{ kid, algorithm, pair }, { status }]: readonly [
  OpenSigningKey,
  KeyLifecycle,
]): readonly PublicVerificationKey[] {
  return status === 'REVOKED' || pair === null ? [] : [{ kid, algorithm, publicKey: pair.publicKey }];
}
