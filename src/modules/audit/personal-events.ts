import type { Reader, UserId } from '../../shared/index.js';
import { type AuditEvent, toAuditEvent } from './audit-event.js';
import { readAuditFilter } from './audit-filter.js';
import type { AuditRepository } from './audit-repository.js';

/** More would not fit into the memory of the server; the newest ones are returned. */
const maxPersonalEvents = 10_000;

/**
 * Returns the newest events that a user caused or that are about the user, newest first. Of what the user
 * did to others, nothing about the other user is included; of what others did to the user, not from where.
 */
export async function findPersonalEvents(
  repository: Pick<AuditRepository, 'entriesBefore'>,
  reader: Reader,
  userId: UserId,
): Promise<readonly PersonalEvent[]> {
  const find = (filter: { actorId: UserId } | { subjectId: UserId }) =>
    repository.entriesBefore(reader, readAuditFilter(filter), null, maxPersonalEvents);
  const entries = [...(await find({ subjectId: userId })), ...(await find({ actorId: userId }))];
  const bySequence = new Map(entries.map((entry) => [entry.sequence, entry]));
  return [...bySequence.values()]
    .sort((one, other) => other.sequence - one.sequence)
    .slice(0, maxPersonalEvents)
    .map((entry) => toPersonalEvent(toAuditEvent(entry), userId));
}

/** What the export of a user contains of an event. */
export type PersonalEvent = Pick<AuditEvent, 'occurredAt' | 'action' | 'outcome' | 'resourceType'> & {
  readonly byYou: boolean;
  readonly aboutYou: boolean;
  /** From where the user acted; null for what others did. */
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
  /** What was written about the user; null for what is about others. */
  readonly reason: string | null;
  readonly changes: AuditEvent['changes'];
};

function toPersonalEvent(event: AuditEvent, userId: UserId): PersonalEvent {
  const { occurredAt, action, outcome, resourceType, actorId, subjectId } = event;
  const byYou = actorId === userId;
  const aboutYou = subjectId === userId;
  // From where an anonymous caller tried to sign in as the user is data about the user, too.
  const isOrigin = byYou || (actorId === null && aboutYou && event.actorType === 'ANONYMOUS');
  const isDetail = aboutYou || (byYou && subjectId === null);
  return {
    occurredAt,
    action,
    outcome,
    resourceType,
    byYou,
    aboutYou,
    ipAddress: isOrigin ? event.ipAddress : null,
    userAgent: isOrigin ? event.userAgent : null,
    reason: isDetail ? event.reason : null,
    changes: isDetail ? event.changes : null,
  };
}
