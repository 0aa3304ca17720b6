import type { DomainEvent, EventActor, EventOutcome, EventType, UserId } from '../../shared/index.js';

/** Entries of the log about itself: it was started, or its head was found to be changed from outside. */
export type LogAction = 'log.started' | 'log.tampered';

export type AuditAction = EventType | LogAction;

export type AuditActorType = EventActor['type'];

/** The changed fields as { field: { from, to } }. */
export type AuditChanges = NonNullable<DomainEvent['changes']>;

/** An entry without its place in the log. Texts are in stored form: well-formed Unicode without U+0000. */
export interface NewEntry {
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

/** A stored entry. `action` is a string, because a newer release may have written it. */
export interface AuditEntry extends Omit<NewEntry, 'action'> {
  readonly action: string;
  /** Starts at 1, without gaps. */
  readonly sequence: number;
  readonly hash: Buffer;
}

/** An entry as the API returns it. */
export interface AuditEvent extends Omit<AuditEntry, 'changes' | 'hash'> {
  readonly changes: AuditChanges | null;
  /** In lower-case hexadecimal. */
  readonly hash: string;
}

/**
 * Converts an entry. Malformed `changes` (the log was tampered with) become null; `verify` reports the entry.
 */
export function toAuditEvent({ changes, hash, ...entry }: AuditEntry): AuditEvent {
  return { ...entry, changes: readChanges(changes), hash: hash.toString('hex') };
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
