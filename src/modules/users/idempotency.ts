import { timingSafeEqual } from 'node:crypto';
import {
  addSeconds,
  type Clock,
  canonicalJson,
  DomainError,
  type KeyedHash,
  type Reader,
  runInBatches,
  type Transaction,
  type Transactions,
  type UserId,
} from '../../shared/index.js';
import type { Actor } from '../access/index.js';
import { isBrokenText } from './name-key.js';
import { idempotencyKeyInvalid, idempotencyKeyReused } from './users-errors.js';

export const idempotencyTtlSeconds = 86_400;

/** A stored request: its fingerprint, never its content. */
export interface IdempotencyRecord {
  readonly actorId: UserId;
  readonly operation: string;
  readonly key: string;
  readonly fingerprint: Buffer;
  readonly resourceId: UserId;
  readonly createdAt: Date;
}

/** The primary key of a stored request. */
export type IdempotencyRecordKey = Pick<IdempotencyRecord, 'actorId' | 'operation' | 'key'>;

export interface IdempotencyRepository {
  /** Returns the record, unless it is older than `since`. */
  find(reader: Reader, name: IdempotencyRecordKey, since: Date): Promise<IdempotencyRecord | null>;
  /**
   * Stores the record unless one newer than `since` exists, waiting for a concurrent transaction that is
   * storing one. Deletes an older record. Returns the record that is stored afterwards.
   */
  insertIfAbsent(
    transaction: Transaction,
    record: IdempotencyRecord,
    since: Date,
  ): Promise<IdempotencyRecord>;
  /**
   * Deletes at most `maxRows` records that are not newer than `since`, skipping locked rows. Returns the
   * number of deleted records.
   */
  removeOld(transaction: Transaction, since: Date, maxRows: number): Promise<number>;
}

/** A request with an idempotency key. */
export interface IdempotentRequest {
  /**
   * Returns the resource that this request created earlier, or null for a new request. Throws
   * IDEMPOTENCY_KEY_REUSED.
   */
  findEarlierResource(reader: Reader): Promise<UserId | null>;
  /**
   * Claims the key for the resource. Returns the resource of a concurrent request when that request claimed
   * it first. Throws IDEMPOTENCY_KEY_REUSED.
   */
  claim(transaction: Transaction, resourceId: UserId): Promise<UserId>;
}

/**
 * Makes create operations repeatable: for 24 hours, the same key with the same input returns the same
 * resource.
 */
export interface Idempotency {
  /**
   * Returns null when no key is given or the actor is not a signed-in user. Throws INVALID_INPUT for an
   * invalid key.
   */
  request(actor: Actor, operation: string, key: string | null, input: unknown): IdempotentRequest | null;
  /** Deletes expired requests. */
  sweep(transactions: Transactions): Promise<void>;
}

/** Requests may contain passwords, so fingerprints are HMACs with a key that is not in the database. */
export function createIdempotency(dependencies: {
  readonly repository: IdempotencyRepository;
  readonly keyedHash: KeyedHash;
  readonly clock: Clock;
}): Idempotency {
  const { repository, keyedHash, clock } = dependencies;
  const since = (): Date => addSeconds(clock.now(), -idempotencyTtlSeconds);

  return {
    sweep: (transactions) => {
      const until = since();
      return runInBatches(transactions, (transaction, maxRows) =>
        repository.removeOld(transaction, until, maxRows),
      );
    },
    request: (actor, operation, key, input) => {
      if (key === null || actor.type !== 'USER') return null;
      if (!isIdempotencyKey(key)) throw new DomainError(idempotencyKeyInvalid);
      const name = { actorId: actor.user.id, operation, key };
      const fingerprint = keyedHash(`idempotency\n${operation}\n`, canonicalJson(input));
      return {
        findEarlierResource: async (reader) => {
          const record = await repository.find(reader, name, since());
          return record === null ? null : resourceOf(record, fingerprint);
        },
        claim: async (transaction, resourceId) => {
          const record = { ...name, fingerprint, resourceId, createdAt: clock.now() };
          return resourceOf(await repository.insertIfAbsent(transaction, record, since()), fingerprint);
        },
      };
    },
  };
}

function isIdempotencyKey(key: string): boolean {
  return key.length >= 1 && key.length <= 255 && !isBrokenText(key) && !/\p{Cc}/u.test(key);
}

function resourceOf(record: IdempotencyRecord, fingerprint: Buffer): UserId {
  const same =
    record.fingerprint.length === fingerprint.length && timingSafeEqual(record.fingerprint, fingerprint);
  if (!same) throw idempotencyKeyReused();
  return record.resourceId;
}
