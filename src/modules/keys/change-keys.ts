import {
  addSeconds,
  type Clock,
  type EventActor,
  type EventPublisher,
  type Transaction,
} from '../../shared/index.js';
import { type Actor, type ActorTransactions, eventActor } from '../access/index.js';
import type { PairAlgorithm, SigningAlgorithm } from '../tokens/index.js';
import type { NewKeyPair } from './generate-signing-key-pair.js';
import { type KeyLifecycle, keyLifecycles } from './key-lifecycle.js';
import type { KeyRepository, StoredSigningKey } from './key-repository.js';
import type { KeySealer } from './key-sealer.js';
import { type KeyEntry, storeKey } from './store-key.js';

/** A signing key as administrators see it, without key material. */
export interface ListedKey extends KeyLifecycle {
  readonly id: string;
  readonly kid: string;
  readonly algorithm: PairAlgorithm;
  readonly createdAt: Date;
  readonly activeFrom: Date;
}

export interface ChangeKeysDependencies {
  readonly transactions: ActorTransactions;
  readonly repository: KeyRepository;
  readonly sealer: KeySealer;
  readonly algorithm: SigningAlgorithm;
  readonly accessTokenTtlSeconds: number;
  /** Updates the key ring of this instance. */
  readonly refresh: () => Promise<void>;
  readonly events: EventPublisher;
  readonly clock: Clock;
}

/** The lifecycles of all stored keys at one instant. */
export type Lifecycles = ReadonlyMap<StoredSigningKey, KeyLifecycle>;

export interface KeyChangeTimes {
  readonly publishFor: number;
  readonly reason: string | null;
}

export type NewKeyDetails = KeyChangeTimes & Pick<KeyEntry, 'eventType'>;

/** When and by whom keys are changed. */
export interface KeyChange {
  readonly now: Date;
  readonly actor: EventActor;
}

/**
 * Runs one change at a time across all instances, for an actor who is judged again, and returns the key with
 * this kid afterwards.
 */
export async function changeKeys(
  dependencies: ChangeKeysDependencies,
  { kid, requester }: { readonly kid: string; readonly requester: Actor },
  work: (transaction: Transaction, lifecycles: Lifecycles, change: KeyChange) => Promise<void>,
): Promise<ListedKey> {
  const { transactions, repository, refresh, clock } = dependencies;
  await transactions.runAs(requester, { advisory: repository.lock }, async (transaction, actor) => {
    const now = clock.now();
    const lifecycles = keyLifecycles((await repository.findSigningKeys(transaction)).keys, now);
    await destroyRetired(repository, transaction, lifecycles);
    await work(transaction, lifecycles, { now, actor: eventActor(actor) });
  });
  await refresh();
  const changed = (await listKeys(dependencies)).find((key) => key.kid === kid);
  if (changed === undefined) throw new Error('a changed key is missing');
  return changed;
}

export async function listKeys({
  repository,
  transactions,
  clock,
}: ChangeKeysDependencies): Promise<readonly ListedKey[]> {
  const { keys } = await repository.findSigningKeys(transactions.reader);
  const listed = [...keyLifecycles(keys, clock.now())].map(([key, lifecycle]) => {
    const { id, kid, algorithm, createdAt, activeFrom } = key;
    return { id, kid, algorithm, createdAt, activeFrom, ...lifecycle };
  });
  return listed.reverse();
}

export async function storeNewKey(
  dependencies: ChangeKeysDependencies,
  transaction: Transaction,
  lifecycles: Lifecycles,
  pair: NewKeyPair,
  { publishFor, reason, eventType, actor, now }: NewKeyDetails & KeyChange,
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

/** Destroys private keys whose public keys are no longer accepted: they could only be stolen. */
async function destroyRetired(
  repository: KeyRepository,
  transaction: Transaction,
  lifecycles: Lifecycles,
): Promise<void> {
  for (const [key, { status, revokedAt }] of lifecycles) {
    if (status !== 'REVOKED' || revokedAt === null || key.revokedAt !== null) continue;
    await repository.revokeSigningKey(transaction, key.id, revokedAt, null);
  }
}
