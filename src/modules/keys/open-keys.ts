import { setTimeout as delay } from 'node:timers/promises';
import type { ChangeNotifications, Clock, EventPublisher } from '../../shared/index.js';
import type { ActorTransactions } from '../access/index.js';
import type { SigningAlgorithm, SigningKeys } from '../tokens/index.js';
import { openOrCreateKeys } from './initial-keys.js';
import { createKeyAdministration, type KeyAdministration } from './key-administration.js';
import type { KeyRepository, StoredSigningKey } from './key-repository.js';
import { createKeyRing, type KeyRing, type KeysSnapshot } from './key-ring.js';
import {
  createKeySealer,
  type KeySealer,
  type OpenSecret,
  type OpenSigningKey,
  openKey,
  withPrevious,
} from './key-sealer.js';
import type { PublishedKey } from './published-key.js';
import { type RewrapResult, rewrap } from './rewrap.js';
import { createPeppers, type Peppers } from './secrets.js';
import { withSharedSecret } from './shared-secret.js';

/** The services of the module once its keys are open. */
export interface OpenedKeys {
  readonly signingKeys: SigningKeys;
  readonly administration: KeyAdministration;
  readonly peppers: Peppers;
  published(): Promise<readonly PublishedKey[]>;
  rewrap(): Promise<RewrapResult>;
  close(): void;
}

/** The keys that seal everything else: 256 bits each, never stored beside what they seal. */
export interface MasterKeys {
  readonly current: Buffer;
  /** While the master key is being changed: the previous one, which still opens what it sealed. */
  readonly previous: Buffer | null;
}

/** What keys are opened with. */
export interface OpenKeysDependencies {
  readonly transactions: ActorTransactions;
  readonly repository: KeyRepository;
  readonly masterKeys: MasterKeys;
  readonly algorithm: SigningAlgorithm;
  readonly sharedSecret?: Buffer | null;
  readonly accessTokenTtlSeconds: number;
  readonly changeNotifications: ChangeNotifications;
  readonly events: EventPublisher;
  /** Receives the secrets as soon as they are known; at the first start that is before the commit. */
  readonly onSecrets: (secrets: readonly OpenSecret[]) => void;
  readonly clock: Clock;
}

/** The sealers of the current and the previous master key. */
export interface Sealers {
  readonly current: KeySealer;
  readonly previous: KeySealer | null;
  /** Seals with the current one, opens with either. */
  readonly either: KeySealer;
}

const masterKeyBytes = 32;
/**
 * How long this instance may sign with an old key while no notification arrives; far less than the leeway of
 * a key.
 */
const pollIntervalMs = 1000;
/** The minimum time between two reloads that unknown key ids can cause. */
const minReloadIntervalMs = 200;

/** Opens the keys, and generates the missing ones at the first start. Throws as the module does. */
export async function openKeys(dependencies: OpenKeysDependencies): Promise<OpenedKeys> {
  const { repository, transactions } = dependencies;
  const { current, previous, either } = createSealers(dependencies.masterKeys);
  const { secrets, ...initialKeys } = await openOrCreateKeys({ ...dependencies, sealer: either });
  dependencies.onSecrets(secrets);
  const ring = createKeyRing({
    ...dependencies,
    initialKeys,
    readRevision: () => repository.findRevision(transactions.reader),
    readKeys: (known) => readKeys(dependencies, either, known),
    pause: () => delay(minReloadIntervalMs, undefined, { ref: false }),
  });
  return {
    signingKeys: await selectSigningKeys(dependencies, ring),
    administration: createKeyAdministration({ ...dependencies, sealer: either, refresh: ring.refresh }),
    peppers: createPeppers(secrets),
    published: ring.published,
    rewrap: () => rewrap({ ...dependencies, current, previous }),
    close: startPolling(ring),
  };
}

/** Creates the sealers. Throws a plain Error for master keys of another length. */
export function createSealers({ current, previous }: MasterKeys): Sealers {
  const sealer = createSealer(current);
  const previousSealer = previous === null ? null : createSealer(previous);
  return { current: sealer, previous: previousSealer, either: withPrevious(sealer, previousSealer) };
}

function createSealer(masterKey: Buffer): KeySealer {
  if (masterKey.length !== masterKeyBytes) throw new Error('the master key must be 32 bytes long');
  return createKeySealer(masterKey);
}

async function readKeys(
  { repository, transactions }: OpenKeysDependencies,
  sealer: KeySealer,
  known: readonly OpenSigningKey[],
): Promise<KeysSnapshot> {
  const { revision, keys } = await repository.findSigningKeys(transactions.reader);
  const knownPairs = new Map(known.map(({ kid, pair }) => [kid, pair]));
  const open = (stored: StoredSigningKey): OpenSigningKey | null => {
    const pair = knownPairs.get(stored.kid) ?? null;
    // An open key stays open even while its row is sealed with another master key; a revoked one loses its
    // pair here.
    return pair === null || stored.sealedPrivateKey === null
      ? sealer.openSigningKey(stored)
      : openKey(stored, pair);
  };
  // A row that cannot be opened was not written by Cordon; a running server ignores it and keeps the other
  // keys.
  return { revision, keys: keys.map(open).filter((key) => key !== null) };
}

async function selectSigningKeys(
  { algorithm, sharedSecret = null }: OpenKeysDependencies,
  ring: KeyRing,
): Promise<SigningKeys> {
  if (algorithm !== 'HS256') return ring;
  if (sharedSecret === null) throw new Error('HS256 needs a shared secret');
  return withSharedSecret(ring, sharedSecret);
}

/** Refreshes the ring regularly while notifications may be missed. Returns a function that stops it. */
function startPolling(ring: KeyRing): () => void {
  const timer = setInterval(() => {
    // Requests report an unreachable database; the poll has no caller to report to.
    if (!ring.isCurrent()) ring.refresh().catch(() => {});
  }, pollIntervalMs).unref();
  return () => clearInterval(timer);
}
