import { createHmac, timingSafeEqual } from 'node:crypto';
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
export function hashEntry(key: Buffer, previous: Buffer, entry: HashedColumns): Buffer {
  return hmac(key, [
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
export function sealHead(key: Buffer, { sequence, hash }: ChainLink): Buffer {
  return hmac(key, ['cordon audit head 1', String(sequence), hash]);
}

/** True when the seal is ours. */
export function isSealed(key: Buffer, head: SealedHead): boolean {
  return equalBytes(sealHead(key, head), head.seal);
}

/** True for equal bytes. */
export function equalBytes(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}

const absent = Buffer.of(0);

function hmac(key: Buffer, parts: readonly (string | Buffer | null)[]): Buffer {
  const mac = createHmac('sha256', key);
  for (const part of parts) {
    if (part === null) {
      mac.update(absent);
      continue;
    }
    const bytes = typeof part === 'string' ? Buffer.from(part) : part;
    const length = Buffer.alloc(5, 1);
    length.writeUInt32BE(bytes.length, 1);
    mac.update(length).update(bytes);
  }
  return mac.digest();
}
