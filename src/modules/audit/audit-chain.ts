import { timingSafeEqual } from 'node:crypto';
import type { KeyedHash } from '../../shared/index.js';
import type { AuditEntry } from './audit-event.js';

/** Where the log ends: the newest entry's place and hash. Before the first entry: 0 and no bytes. */
export interface ChainLink {
  readonly sequence: number;
  readonly hash: Buffer;
}

/** The newest link as it is kept apart, with what proves that we wrote it. */
export interface SealedHead extends ChainLink {
  readonly seal: Buffer;
}

/** Before the first entry. */
export const chainStart: ChainLink = { sequence: 0, hash: Buffer.alloc(0) };

type HashedColumns = Omit<AuditEntry, 'hash'>;

/**
 * The hash of an entry: HMAC-SHA-256 (RFC 2104) over the hash of the one before it and every column, each with its length before it, so that no two
 * entries have one form. Whoever owns the database and not the master key can neither write an entry nor move one.
 */
export function hashEntry(keyedHash: KeyedHash, previous: Buffer, entry: HashedColumns): Buffer {
  return hashParts(keyedHash, [
    'cordon audit entry 1',
    previous,
    String(entry.sequence),
    entry.id,
    entry.occurredAt.toISOString(),
    entry.action,
    entry.outcome,
    entry.reason,
    entry.actorType,
    entry.actorId,
    entry.subjectId,
    entry.resourceType,
    entry.resourceId,
    entry.ipAddress,
    entry.userAgent,
    entry.requestId,
    entry.changes,
  ]);
}

/** Proves that a head was written by who has the key; for another sequence or hash there is another seal. */
export function sealHead(keyedHash: KeyedHash, { sequence, hash }: ChainLink): Buffer {
  return hashParts(keyedHash, ['cordon audit head 1', String(sequence), hash]);
}

/** True when the seal is ours. */
export function isSealed(keyedHash: KeyedHash, head: SealedHead): boolean {
  return equalBytes(sealHead(keyedHash, head), head.seal);
}

/** True for equal bytes. */
export function equalBytes(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}

const absent = Buffer.of(0);

function hashParts(keyedHash: KeyedHash, parts: readonly (string | Buffer | null)[]): Buffer {
  const encoded = parts.flatMap((part) => {
    if (part === null) return [absent];
    const bytes = typeof part === 'string' ? Buffer.from(part) : part;
    const length = Buffer.alloc(5, 1);
    length.writeUInt32BE(bytes.length, 1);
    return [length, bytes];
  });
  return keyedHash(...encoded);
}
