import { setTimeout as delay } from 'node:timers/promises';
import type { Clock, EventPublisher, Transactions } from '../../shared/index.js';
import { openOrMakeKeys } from './initial-keys.js';
import { createKeyAdministration, type KeyAdministration } from './key-administration.js';
import type { KeyNotices } from './key-change-notifications.js';
import { createKeyRing, type KeyRing, type KeysRead } from './key-ring.js';
import {
  createKeySealer,
  type KeySealer,
  type OpenSecret,
  type OpenSigningKey,
  openKey,
  withPrevious,
} from './key-sealer.js';
import type { KeysStore, StoredSigningKey } from './keys-store.js';
import { type Rewrapping, rewrap } from './rewrap.js';
import { createDeriveKey, createPeppers, type DeriveKey, type KeptPeppers } from './secrets.js';
import { withSharedSecret } from './shared-secret.js';
import type { PublishedKey, SigningAlgorithm, SigningKeys } from './signing-keys.js';

/** All that the room offers once its keys are open. */
export interface OpenedKeys {
  readonly signingKeys: SigningKeys;
  readonly administration: KeyAdministration;
  readonly peppers: KeptPeppers;
  readonly deriveKey: DeriveKey;
  published(): Promise<readonly PublishedKey[]>;
  rewrap(): Promise<Rewrapping>;
  close(): void;
}

/** What keys are opened with. */
export interface OpeningCollaborators {
  readonly transactions: Transactions;
  readonly store: KeysStore;
  readonly masterKey: () => Buffer;
  readonly previousMasterKey?: Buffer | null;
  readonly algorithm: SigningAlgorithm;
  readonly sharedSecret?: Buffer | null;
  readonly accessTokenTtlSeconds: number;
  readonly notices: KeyNotices;
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
/** How long this instance may sign with an old key where no notice reaches it; far less than the leeway of a retiring key. */
const followEveryMillis = 1000;
/** The least time between two looks that invented key ids can cause. */
const pauseMillis = 200;

/** Opens the keys, and makes them at the first start; refuses as the room does. */
export async function openKeys(collaborators: OpeningCollaborators): Promise<OpenedKeys> {
  const { store, transactions } = collaborators;
  const { current, previous, either } = createSealers(collaborators);
  const { secrets, ...atStart } = await openOrMakeKeys({ ...collaborators, sealer: either });
  const ring = createKeyRing({
    ...collaborators,
    atStart,
    readRevision: () => store.findRevision(transactions.reader),
    readKeys: (known) => readKeys(collaborators, either, known),
    pause: () => delay(pauseMillis, undefined, { ref: false }),
  });
  return {
    signingKeys: await signingKeysOf(collaborators, ring),
    administration: createKeyAdministration({ ...collaborators, sealer: either, refresh: ring.refresh }),
    peppers: createPeppers(secrets),
    deriveKey: createDeriveKey(secrets),
    published: ring.published,
    rewrap: () => rewrap({ ...collaborators, current, previous }),
    close: follow(ring),
  };
}

/** Makes the sealers; throws a plain Error for master keys of another length. */
export function createSealers({
  masterKey,
  previousMasterKey = null,
}: Pick<OpeningCollaborators, 'masterKey' | 'previousMasterKey'>): Sealers {
  const [current, previous] = [masterKey(), previousMasterKey].map((key) => {
    if (key !== null && key.length !== masterKeyBytes)
      throw new Error('the master key must be 32 bytes long');
    return key === null ? null : createKeySealer(key);
  });
  if (!current) throw new Error('there is no master key');
  return { current, previous: previous ?? null, either: withPrevious(current, previous ?? null) };
}

async function readKeys(
  { store, transactions }: OpeningCollaborators,
  sealer: KeySealer,
  known: readonly OpenSigningKey[],
): Promise<KeysRead> {
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
  { algorithm, sharedSecret = null }: OpeningCollaborators,
  ring: KeyRing,
): Promise<SigningKeys> {
  if (algorithm !== 'HS256') return ring;
  if (sharedSecret === null) throw new Error('HS256 needs a shared secret');
  return withSharedSecret(ring, sharedSecret);
}

/** Where no notice comes, looks again and again; answers how to stop. */
function follow(ring: KeyRing): () => void {
  const timer = setInterval(() => {
    // A database out of reach is told to whoever asks for a key; here there is nobody to tell.
    if (!ring.isCurrent()) ring.refresh().catch(() => {});
  }, followEveryMillis).unref();
  return () => clearInterval(timer);
}
