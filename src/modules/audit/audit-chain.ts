import { timingSafeEqual } from 'node:crypto';
import { createKeyedHash, type KeyedHash } from '../../shared/index.js';
import type { AuditEntry, PersonalPart, PersonalValues, StoredPart } from './audit-event.js';

/** The sequence number and hash of an entry; of the newest one where the log ends. */
export interface ChainLink {
  readonly sequence: number;
  readonly hash: Buffer;
}

/** The newest link as stored in `audit_head`, with a seal that proves that it was written with the key. */
export interface SealedHead extends ChainLink {
  readonly seal: Buffer;
}

/** The newest of the entries that were removed after their retention. The chain continues after it. */
export interface Checkpoint extends ChainLink {
  readonly occurredAt: Date;
}

/** A checkpoint as stored, with a seal that proves that it was written with the key. */
export interface SealedCheckpoint extends Checkpoint {
  readonly seal: Buffer;
}

/** A sequence before all entries, also before those that were inserted from outside. */
export const beforeAll: number = Number.MIN_SAFE_INTEGER;

/** The link before the first entry. */
export const chainStart: ChainLink = { sequence: 0, hash: Buffer.alloc(0) };

type HashedColumns = Omit<AuditEntry, 'hash' | 'parts'> & {
  readonly parts: Readonly<Record<PersonalPart, Pick<StoredPart, 'digest'>>>;
};

/**
 * Returns the hash of an entry: HMAC-SHA-256 (RFC 2104) over the hash of the previous entry and every column,
 * each preceded by its length, so that no two entries have the same encoding. Access to the database without
 * the master key is not enough to write or to move an entry. Entries without parts that can be erased have
 * version 1, all others version 2.
 */
export function hashEntry(keyedHash: KeyedHash, previous: Buffer, entry: HashedColumns): Buffer {
  const { origin, details } = entry.parts;
  const hasParts = origin.digest !== null || details.digest !== null;
  return hashParts(keyedHash, [
    hasParts ? 'cordon audit entry 2' : 'cordon audit entry 1',
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
    ...(hasParts ? [origin.digest, details.digest] : []),
  ]);
}

/**
 * Returns the keyed pseudonym of the values that can be erased. Without the key, which is erased with them,
 * nobody can tell by trying whether it stands for a certain name or address.
 */
export function digestPart(part: PersonalPart, key: Buffer, values: PersonalValues): Buffer {
  const { ipAddress = null, userAgent = null, reason = null, changes = null } = values;
  return hashParts(createKeyedHash(key), [`cordon audit ${part} 1`, ipAddress, userAgent, reason, changes]);
}

/** Returns the seal that proves that this head was written with the key. */
export function sealHead(keyedHash: KeyedHash, { sequence, hash }: ChainLink): Buffer {
  return hashParts(keyedHash, ['cordon audit head 1', String(sequence), hash]);
}

export function isSealed(keyedHash: KeyedHash, head: SealedHead): boolean {
  return equalBytes(sealHead(keyedHash, head), head.seal);
}

/** Returns the seal that proves that this checkpoint was written with the key. */
export function sealCheckpoint(keyedHash: KeyedHash, { sequence, hash, occurredAt }: Checkpoint): Buffer {
  return hashParts(keyedHash, [
    'cordon audit checkpoint 1',
    String(sequence),
    hash,
    occurredAt.toISOString(),
  ]);
}

export function isSealedCheckpoint(keyedHash: KeyedHash, checkpoint: SealedCheckpoint): boolean {
  return equalBytes(sealCheckpoint(keyedHash, checkpoint), checkpoint.seal);
}

/**
 * Returns whether the entry follows the link, unchanged. An entry that reports tampering is never valid, and
 * only the first one starts the log.
 */
export function isNextEntry(keyedHash: KeyedHash, link: ChainLink, entry: AuditEntry): boolean {
  const isBeginning = entry.sequence === 1;
  return (
    entry.sequence === link.sequence + 1 &&
    isBeginning === (entry.action === 'log.started') &&
    entry.action !== 'log.tampered' &&
    equalBytes(hashEntry(keyedHash, link.hash, entry), entry.hash)
  );
}

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
