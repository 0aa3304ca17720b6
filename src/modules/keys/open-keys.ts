import { setTimeout as delay } from 'node:timers/promises';
import type { Clock, EventPublisher, Transactions } from '../../shared/index.js';
import { openOrCreateKeys } from './initial-keys.js';
import { createKeyAdministration, type KeyAdministration } from './key-administration.js';
import type { KeyChangeNotifications } from './key-change-notifications.js';
import { createKeyRing, type KeyRing, type KeysSnapshot } from './key-ring.js';
import {
  createKeySealer,
  type KeySealer,
  type OpenSecret,
  type OpenSigningKey,
  openKey,
  withPrevious,
} from './key-sealer.js';
import type { KeysStore, StoredSigningKey } from './keys-store.js';
import { type RewrapResult, rewrap } from './rewrap.js';
import { createDeriveKey, createPeppers, type DeriveKey, type StoredPeppers } from './secrets.js';
import { withSharedSecret } from './shared-secret.js';
import type { PublishedKey, SigningAlgorithm, SigningKeys } from './signing-keys.js';

/** All that the module offers once its keys are open. */
export interface OpenedKeys {
  readonly signingKeys: SigningKeys;
  readonly administration: KeyAdministration;
  readonly peppers: StoredPeppers;
  readonly deriveKey: DeriveKey;
  published(): Promise<readonly PublishedKey[]>;
  rewrap(): Promise<RewrapResult>;
  close(): void;
}

/** What keys are opened with. */
export interface OpenKeysDependencies {
  readonly transactions: Transactions;
  readonly store: KeysStore;
  readonly masterKey: () => Buffer;
  readonly previousMasterKey?: Buffer | null;
  readonly algorithm: SigningAlgorithm;
  readonly sharedSecret?: Buffer | null;
  readonly accessTokenTtlSeconds: number;
  readonly changeNotifications: KeyChangeNotifications;
  readonly events: EventPublisher;
  /** Told of secrets before they are committed. */
  readonly onSecrets: (secrets: readonly OpenSecret[]) => void;
  readonly clock: Clock;
}

/** The sealers of the master key and of the one before it. */
export interface Sealers {
  readonly current: KeySealer;
  readonly previous: KeySealer | null;
  /** Seals with the current one, opens with either. */
  readonly either: KeySealer;
}

const masterKeyBytes = 32;
/** How long this instance may sign with an old key where no notification reaches it; far less than the leeway of a retiring key. */
const pollIntervalMs = 1000;
/** The least time between two looks that invented key ids can cause. */
const minReloadIntervalMs = 200;

/** Opens the keys, and makes them at the first start; refuses as the module does. */
export async function openKeys(dependencies: OpenKeysDependencies): Promise<OpenedKeys> {
  const { store, transactions } = dependencies;
  const { current, previous, either } = createSealers(dependencies);
  const { secrets, ...initialKeys } = await openOrCreateKeys({ ...dependencies, sealer: either });
  const ring = createKeyRing({
    ...dependencies,
    initialKeys,
    readRevision: () => store.findRevision(transactions.reader),
    readKeys: (known) => readKeys(dependencies, either, known),
    pause: () => delay(minReloadIntervalMs, undefined, { ref: false }),
  });
  return {
    signingKeys: await signingKeysOf(dependencies, ring),
    administration: createKeyAdministration({ ...dependencies, sealer: either, refresh: ring.refresh }),
    peppers: createPeppers(secrets),
    deriveKey: createDeriveKey(secrets),
    published: ring.published,
    rewrap: () => rewrap({ ...dependencies, current, previous }),
    close: startPolling(ring),
  };
}

/** Makes the sealers; throws a plain Error for master keys of another length. */
export function createSealers({
  masterKey,
  previousMasterKey = null,
}: Pick<OpenKeysDependencies, 'masterKey' | 'previousMasterKey'>): Sealers {
  const [current, previous] = [masterKey(), previousMasterKey].map((key) => {
    if (key !== null && key.length !== masterKeyBytes)
      throw new Error('the master key must be 32 bytes long');
    return key === null ? null : createKeySealer(key);
  });
  if (!current) throw new Error('there is no master key');
  return { current, previous: previous ?? null, either: withPrevious(current, previous ?? null) };
}

async function readKeys(
  { store, transactions }: OpenKeysDependencies,
  sealer: KeySealer,
  known: readonly OpenSigningKey[],
): Promise<KeysSnapshot> {
  const { revision, keys } = await store.findSigningKeys(transactions.reader);
  const halves = new Map(known.map(({ kid, pair }) => [kid, pair]));
  const open = (stored: StoredSigningKey): OpenSigningKey | null => {
    const pair = halves.get(stored.kid) ?? null;
    // A key that is open stays so, even while its row is sealed under another master key; a revoked one loses its halves here too.
    return pair === null || stored.sealedPrivateKey === null
      ? sealer.openSigningKey(stored)
      : openKey(stored, pair);
  };
  // A row that cannot be opened is no key of ours; while the server runs it must not take the others with it.
  return { revision, keys: keys.map(open).filter((key) => key !== null) };
}

async function signingKeysOf(
  { algorithm, sharedSecret = null }: OpenKeysDependencies,
  ring: KeyRing,
): Promise<SigningKeys> {
  if (algorithm !== 'HS256') return ring;
  if (sharedSecret === null) throw new Error('HS256 needs a shared secret');
  return withSharedSecret(ring, sharedSecret);
}

/** Where no notification comes, looks again and again; answers how to stop. */
function startPolling(ring: KeyRing): () => void {
  const timer = setInterval(() => {
    // A database out of reach is told to whoever asks for a key; here there is nobody to tell.
    if (!ring.isCurrent()) ring.refresh().catch(() => {});
  }, pollIntervalMs).unref();
  return () => clearInterval(timer);
}
