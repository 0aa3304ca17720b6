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

/** How long a key is remembered. */
export const idempotencyTtlSeconds = 86_400;

/** What is stored of a request that was answered: never the request, only its fingerprint. */
export interface IdempotencyRecord {
  readonly actorId: UserId;
  readonly operation: string;
  readonly key: string;
  readonly fingerprint: Buffer;
  readonly resourceId: UserId;
  readonly createdAt: Date;
}

/** What names a remembered request. */
export type IdempotencyName = Pick<IdempotencyRecord, 'actorId' | 'operation' | 'key'>;

/** Where remembered requests are kept. */
export interface IdempotencyRepository {
  /** The record of that name, unless it is older than `since`. */
  find(reader: Reader, name: IdempotencyName, since: Date): Promise<IdempotencyRecord | null>;
  /**
   * Keeps the record unless a younger one than `since` has its name, waiting for a transaction that is just keeping one; answers
   * the record that stands there now. Drops an older one of that name.
   */
  insertIfAbsent(
    transaction: Transaction,
    record: IdempotencyRecord,
    since: Date,
  ): Promise<IdempotencyRecord>;
  /** Drops what is not younger than `since`; at most so many, passing over those that somebody holds. Answers how many went. */
  removeOld(transaction: Transaction, since: Date, mostRows: number): Promise<number>;
}

/** One request under its key. */
export interface IdempotentRequest {
  /** The resource that this very request made before; null for a new one. Refuses with IDEMPOTENCY_KEY_REUSED. */
  findEarlierResource(reader: Reader): Promise<UserId | null>;
  /** Takes the key for the resource; answers the resource of whoever was faster. Refuses with IDEMPOTENCY_KEY_REUSED. */
  claim(transaction: Transaction, resourceId: UserId): Promise<UserId>;
}

/** Makes creates repeatable: the same key with the same input answers the same resource for 24 hours. */
export interface Idempotency {
  /** Null when there is no key, or nobody signed in whose keys they could be. Refuses an impossible key with INVALID_INPUT. */
  request(actor: Actor, operation: string, key: string | null, input: unknown): IdempotentRequest | null;
  /** Forgets the requests whose time is over. */
  sweep(transactions: Transactions): Promise<void>;
}

/** Makes the service; requests may hold passwords, so their fingerprints are HMACs under a key that no table holds. */
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
      return runInBatches(transactions, (transaction, most) =>
        repository.removeOld(transaction, until, most),
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
