import { v7 as uuidv7 } from 'uuid';
import { type ClientInfo, canonicalJson, type DomainEvent } from '../../shared/index.js';
import type { AuditChanges, LogAction, NewEntry } from './audit-event.js';

/** The API returns changes as a JSONObject, which has at most 16 KiB. */
const changesLimitBytes = 16_000;

export function buildEntry(event: DomainEvent, origin: ClientInfo | null, requestId: string): NewEntry {
  const { actor, sessionId } = event;
  const resource = event.resource ?? (sessionId === undefined ? null : { type: 'session', id: sessionId });
  return {
    id: uuidv7(),
    occurredAt: event.occurredAt,
    action: event.type,
    outcome: event.outcome ?? 'SUCCESS',
    reason: toStorableText(event.reason ?? null),
    actorType: actor.type,
    actorId: actor.type === 'USER' ? actor.id : null,
    subjectId: event.subjectId,
    resourceType: resource?.type ?? null,
    resourceId: toStorableText(resource?.id ?? null),
    ipAddress: origin?.ipAddress ?? null,
    userAgent: toStorableText(origin?.userAgent ?? null),
    requestId: origin?.requestId ?? requestId,
    changes: serializeChanges(event.changes ?? {}),
  };
}

/** Builds an entry of the log about itself. */
export function buildLogEntry(action: LogAction, occurredAt: Date, requestId: string): NewEntry {
  const event = { occurredAt, actor: { type: 'SYSTEM' }, subjectId: null } as const;
  const outcome = action === 'log.tampered' ? 'FAILURE' : 'SUCCESS';
  return { ...buildEntry({ ...event, type: 'user.updated', outcome }, null, requestId), action };
}

/** Postgres stores neither U+0000 nor lone surrogates, and the stored text must equal the hashed text. */
function toStorableText(text: string | null): string | null {
  return text === null ? null : Buffer.from(text.replaceAll('\0', '\uFFFD')).toString();
}

/**
 * JSON escapes the characters that cannot be stored. Values that are too large are replaced by their size.
 */
function serializeChanges(changes: AuditChanges): string | null {
  if (Object.keys(changes).length === 0) return null;
  const text = canonicalJson(changes);
  if (Buffer.byteLength(text) <= changesLimitBytes) return text;
  const shortened = Object.entries(changes).map(([field, { from, to }]) => [
    field,
    { from: shortenValue(from), to: shortenValue(to) },
  ]);
  return canonicalJson(Object.fromEntries(shortened));
}

function shortenValue(value: unknown): unknown {
  const bytes = Buffer.byteLength(canonicalJson(value));
  return bytes <= 500 ? value : { omittedBytes: bytes };
}
