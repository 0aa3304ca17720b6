import { v7 as uuidv7 } from 'uuid';
import type { DomainEvent, EventActor, EventPublisher, Transaction } from '../../shared/index.js';
import type { NewKeyPair } from './generate-signing-key-pair.js';
import type { KeyRepository, StoredSigningKey } from './key-repository.js';
import type { KeySealer } from './key-sealer.js';
import { publishKey } from './published-key.js';

/** A new key and its event. */
export interface KeyEntry {
  readonly pair: NewKeyPair;
  readonly createdAt: Date;
  readonly activeFrom: Date;
  readonly tokenTtlSeconds: number;
  readonly reason: string | null;
  readonly eventType: 'key.created' | 'key.rotated' | 'key.imported';
  readonly actor: EventActor;
}

/** Seals and stores a key pair, and publishes its event. */
export async function storeKey(
  transaction: Transaction,
  {
    repository,
    sealer,
    events,
  }: { readonly repository: KeyRepository; readonly sealer: KeySealer; readonly events: EventPublisher },
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
  await repository.addSigningKey(transaction, stored, publishKey({ kid, algorithm, publicKey }));
  await emitKeyEvent(events, transaction, {
    type: eventType,
    kid,
    occurredAt: times.createdAt,
    actor,
    ...(times.reason === null ? {} : { reason: times.reason }),
    changes: {
      algorithm: { from: null, to: algorithm },
      activeFrom: { from: null, to: times.activeFrom.toISOString() },
    },
  });
}

/** An event about a signing key. Its kid is public; the event contains no key material. */
export interface KeyEvent {
  readonly type: KeyEntry['eventType'] | 'key.updated' | 'key.revoked';
  readonly kid: string;
  readonly occurredAt: Date;
  readonly actor: EventActor;
  readonly reason?: string;
  readonly changes?: NonNullable<DomainEvent['changes']>;
}

export function emitKeyEvent(
  events: EventPublisher,
  transaction: Transaction,
  { kid, ...event }: KeyEvent,
): Promise<void> {
  return events.publishEvent(transaction, {
    ...event,
    subjectId: null,
    resource: { type: 'signing-key', id: kid },
  });
}
