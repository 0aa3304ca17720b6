import type { DomainEvent, EventActor, EventOutcome, EventType, UserId } from '../../shared/index.js';

/** What the log itself tells: that it begins, and that its head was found changed by somebody else. */
export type LogAction = 'log.started' | 'log.tampered';

/** What happened. */
export type AuditAction = EventType | LogAction;

/** Who did it. */
export type AuditActorType = EventActor['type'];

/** Changed fields as { field: { from, to } }. */
export type AuditChanges = NonNullable<DomainEvent['changes']>;

/** An entry before it has its place in the log. Texts are as they are kept: well formed, without U+0000. */
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
  /** What everything that one request did has in common; made up where there was no request. */
  readonly requestId: string;
  /** JSON text, kept letter by letter: it is part of what the hash is of. */
  readonly changes: string | null;
}

/** An entry as it is kept. What is read of the action may be of a newer release, hence a text. */
export interface AuditEntry extends Omit<NewEntry, 'action'> {
  readonly action: string;
  /** Counts from 1, without a gap. */
  readonly sequence: number;
  readonly hash: Buffer;
}

/** An entry as readers of the log see it. */
export interface AuditEvent extends Omit<AuditEntry, 'changes' | 'hash'> {
  readonly changes: AuditChanges | null;
  /** In lower-case hexadecimal. */
  readonly hash: string;
}

/** Shows an entry. Changes that are not what we write (somebody tampered) are shown as none; `verify` names the entry. */
export function toAuditEvent({ changes, hash, ...entry }: AuditEntry): AuditEvent {
  return { ...entry, changes: readChanges(changes), hash: hash.toString('hex') };
}

function readChanges(text: string | null): AuditChanges | null {
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    // Written by `buildEntry`, from changes, and by nobody else.
    return typeof value === 'object' && !Array.isArray(value) ? (value as AuditChanges | null) : null;
  } catch {
    return null;
  }
}
