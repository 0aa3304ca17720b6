import { v7 as uuidv7 } from 'uuid';
import { type ClientInfo, canonicalJson, type DomainEvent } from '../../shared/index.js';
import type { AuditChanges, LogAction, NewEntry } from './audit-event.js';

/** What the API shows of changes is a JSONObject, of 16 KiB at most. */
const changesLimitBytes = 16_000;

/** The entry that an event becomes. */
export function buildEntry(event: DomainEvent, origin: ClientInfo | null, requestId: string): NewEntry {
  const { actor, sessionId } = event;
  const resource = event.resource ?? (sessionId === undefined ? null : { type: 'session', id: sessionId });
  return {
    id: uuidv7(),
    occurredAt: event.occurredAt,
    action: event.type,
    outcome: event.outcome ?? 'SUCCESS',
    reason: storable(event.reason ?? null),
    actorType: actor.type,
    actorId: actor.type === 'USER' ? actor.id : null,
    subjectId: event.subjectId,
    resourceType: resource?.type ?? null,
    resourceId: storable(resource?.id ?? null),
    ipAddress: origin?.ipAddress ?? null,
    userAgent: storable(origin?.userAgent ?? null),
    requestId: origin?.requestId ?? requestId,
    changes: changesText(event.changes ?? {}),
  };
}

/** What the log tells of itself. */
export function buildLogEntry(action: LogAction, occurredAt: Date, requestId: string): NewEntry {
  const event = { occurredAt, actor: { type: 'SYSTEM' }, subjectId: null } as const;
  const outcome = action === 'log.tampered' ? 'FAILURE' : 'SUCCESS';
  return { ...buildEntry({ ...event, type: 'user.updated', outcome }, null, requestId), action };
}

/** Postgres keeps neither U+0000 nor half a surrogate pair: what comes back must be what was hashed. */
function storable(text: string | null): string | null {
  return text === null ? null : Buffer.from(text.replaceAll('\0', '\uFFFD')).toString();
}

/** JSON escapes whatever cannot be kept. Values too large to be shown are told by their size. */
function changesText(changes: AuditChanges): string | null {
  if (Object.keys(changes).length === 0) return null;
  const text = canonicalJson(changes);
  if (Buffer.byteLength(text) <= changesLimitBytes) return text;
  const short = Object.entries(changes).map(([field, { from, to }]) => [
    field,
    { from: shortened(from), to: shortened(to) },
  ]);
  return canonicalJson(Object.fromEntries(short));
}

function shortened(value: unknown): unknown {
  const bytes = Buffer.byteLength(canonicalJson(value));
  return bytes <= 500 ? value : { omittedBytes: bytes };
}
