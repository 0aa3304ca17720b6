import { v7 as uuidv7 } from 'uuid';
import type { EventActor, EventPublisher, Transaction } from '../../shared/index.js';
import type { NewKeyPair } from './generate-signing-key-pair.js';
import type { KeySealer } from './key-sealer.js';
import type { KeysStore, StoredSigningKey } from './keys-store.js';
import { publishKey } from './published-key.js';

/** How a key is put into the database. */
export interface KeyEntry {
  readonly pair: NewKeyPair;
  readonly createdAt: Date;
  readonly activeFrom: Date;
  readonly tokenTtlSeconds: number;
  readonly reason: string | null;
  /** How it came, for the event. */
  readonly eventType: 'key.created' | 'key.rotated' | 'key.imported';
  readonly actor: EventActor;
}

/** Seals a pair, keeps it and tells how it came. */
export async function storeKey(
  transaction: Transaction,
  {
    store,
    sealer,
    events,
  }: { readonly store: KeysStore; readonly sealer: KeySealer; readonly events: EventPublisher },
  { pair, eventType, actor, ...times }: KeyEntry,
): Promise<void> {
  const { kid, algorithm, privateKey, publicKey } = pair;
  const stored: StoredSigningKey = {
    ...times,
    id: uuidv7(),
    kid,
    algorithm,
    sealedPrivateKey: sealer.sealSigningKey(kid, privateKey),
    revokedAt: null,
    revokedReason: null,
  };
  await store.addSigningKey(transaction, stored, publishKey({ kid, algorithm, publicKey }));
  await events.publish(transaction, {
    type: eventType,
    occurredAt: times.createdAt,
    actor,
    subjectId: null,
    resource: { type: 'signing-key', id: kid },
    ...(times.reason === null ? {} : { reason: times.reason }),
    changes: {
      algorithm: { from: null, to: algorithm },
      activeFrom: { from: null, to: times.activeFrom.toISOString() },
    },
  });
}
