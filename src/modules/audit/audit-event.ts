import type { DomainEvent, EventActor, EventOutcome, EventType, UserId } from '../../shared/index.js';

/**
 * Entries of the log about itself: it was started, its oldest entries were removed after their retention, or
 * its head was found to be changed from outside.
 */
export type LogAction = 'log.started' | 'log.trimmed' | 'log.tampered';

export type AuditAction = EventType | LogAction;

export type AuditActorType = EventActor['type'];

/** The changed fields as { field: { from, to } }. */
export type AuditChanges = NonNullable<DomainEvent['changes']>;

/** The columns of an entry, except for its place in the log. */
interface EntryColumns {
  readonly id: string;
  readonly occurredAt: Date;
  readonly action: AuditAction;
  readonly outcome: EventOutcome;
  readonly reason: string | null;
  readonly actorType: AuditActorType;
  readonly actorId: UserId | null;
  readonly subjectId: UserId | null;
  readonly resourceType: string | null;
  readonly resourceId: string | null;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
  /** The same for all entries of one request; generated where there is no request. */
  readonly requestId: string;
  /** JSON, stored as text because the hash covers its exact characters. */
  readonly changes: string | null;
}

/** The values of an entry that may name a person. They can be erased without changing the entry. */
export type PersonalValues = Partial<Pick<EntryColumns, 'ipAddress' | 'userAgent' | 'reason' | 'changes'>>;

/** `origin`: from where the actor acted. `details`: typed texts and changed fields about the subject. */
export const personalParts = ['origin', 'details'] as const;

export type PersonalPart = (typeof personalParts)[number];

/**
 * An entry without its place in the log. Texts are in stored form: well-formed Unicode without U+0000.
 * Values that may name a person are in `personal`, not in the columns.
 */
export interface NewEntry extends EntryColumns {
  readonly personal: Readonly<Partial<Record<PersonalPart, PersonalValues>>>;
}

/** A part as it is stored: its digest in the entry; its key and values in a row of their own. */
export interface StoredPart {
  /** Null where the entry has no such part. */
  readonly digest: Buffer | null;
  /** Null for an entry without such a part, and after it was erased. */
  readonly row: ({ readonly key: Buffer } & PersonalValues) | null;
}

/** A stored entry. `action` is a string, because a newer release may have written it. */
export interface AuditEntry extends Omit<EntryColumns, 'action'> {
  readonly action: string;
  /** Starts at 1, without gaps. */
  readonly sequence: number;
  readonly hash: Buffer;
  readonly parts: Readonly<Record<PersonalPart, StoredPart>>;
}

/** An entry as the API returns it, with the values that were not erased. */
export interface AuditEvent extends Omit<AuditEntry, 'changes' | 'hash' | 'parts'> {
  readonly changes: AuditChanges | null;
  /** In lower-case hexadecimal, as all digests. */
  readonly hash: string;
  readonly originDigest: string | null;
  readonly detailsDigest: string | null;
}

/**
 * Converts an entry. Malformed `changes` (the log was tampered with) become null; `verify` reports the entry.
 */
export function toAuditEvent({ changes, hash, parts, ...entry }: AuditEntry): AuditEvent {
  const origin = valuesOf(parts.origin);
  const details = valuesOf(parts.details);
  const plain = readChanges(changes);
  const personal = readChanges(details.changes ?? null);
  return {
    ...entry,
    ipAddress: entry.ipAddress ?? origin.ipAddress ?? null,
    userAgent: entry.userAgent ?? origin.userAgent ?? null,
    reason: entry.reason ?? details.reason ?? null,
    changes: plain === null ? personal : { ...plain, ...personal },
    hash: hash.toString('hex'),
    originDigest: parts.origin.digest?.toString('hex') ?? null,
    detailsDigest: parts.details.digest?.toString('hex') ?? null,
  };
}

/** A row without a digest is not part of the entry: for entries of version 1, it only finds the address. */
function valuesOf({ digest, row }: StoredPart): PersonalValues {
  return digest === null || row === null ? {} : row;
}

function readChanges(text: string | null): AuditChanges | null {
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    // Only `buildEntry` writes this column, from AuditChanges.
    return typeof value === 'object' && !Array.isArray(value) ? (value as AuditChanges | null) : null;
  } catch {
    return null;
  }
}
