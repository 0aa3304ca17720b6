import { v7 as uuidv7 } from 'uuid';
import { type ClientInfo, canonicalJson, type DomainEvent } from '../../shared/index.js';
import type { AuditChanges, LogAction, NewEntry, PersonalPart, PersonalValues } from './audit-event.js';

/** The API returns changes as a JSONObject, which has at most 16 KiB. */
const changesLimitBytes = 16_000;

/** Fields whose values name nobody. All others may, and can be erased. */
const impersonalFields: ReadonlySet<string> = new Set([
  'role',
  'status',
  'emailVerified',
  'disabledUntil',
  'authMethods',
  'assurance',
  'scope',
]);

/** Error codes and reasons of the server. What an administrator types can be erased. */
const serverReason = /^[A-Z][A-Z0-9_]*$/;

export function buildEntry(event: DomainEvent, origin: ClientInfo | null, requestId: string): NewEntry {
  const { actor, sessionId } = event;
  const resource = event.resource ?? (sessionId === undefined ? null : { type: 'session', id: sessionId });
  const { plain, personal } = splitDetails(event);
  return {
    id: uuidv7(),
    occurredAt: event.occurredAt,
    action: event.type,
    outcome: event.outcome ?? 'SUCCESS',
    actorType: actor.type,
    actorId: actor.type === 'USER' ? actor.id : null,
    subjectId: event.subjectId,
    resourceType: resource?.type ?? null,
    resourceId: toStorableText(resource?.id ?? null),
    ipAddress: null,
    userAgent: null,
    requestId: origin?.requestId ?? requestId,
    ...plain,
    personal: {
      ...withValues('origin', {
        ipAddress: origin?.ipAddress ?? null,
        userAgent: toStorableText(origin?.userAgent ?? null),
      }),
      ...withValues('details', personal),
    },
  };
}

type Details = Required<Pick<PersonalValues, 'reason' | 'changes'>>;

/** Separates what may name a person. An event about nobody has nothing to erase but its reason. */
function splitDetails({ type, outcome = 'SUCCESS', subjectId, changes = {}, ...event }: DomainEvent): {
  readonly plain: Details;
  readonly personal: Details;
} {
  const reason = event.reason ?? null;
  const isServerReason =
    reason !== null && serverReason.test(reason) && (outcome !== 'SUCCESS' || type.startsWith('session.'));
  const entries = Object.entries(changes);
  const isPlain = ([field]: readonly [string, unknown]): boolean =>
    subjectId === null || impersonalFields.has(field);
  const text = toStorableText(reason);
  return {
    plain: {
      reason: isServerReason ? text : null,
      changes: serializeChanges(Object.fromEntries(entries.filter(isPlain))),
    },
    personal: {
      reason: isServerReason ? null : text,
      changes: serializeChanges(Object.fromEntries(entries.filter((entry) => !isPlain(entry)))),
    },
  };
}

function withValues(part: PersonalPart, values: PersonalValues): NewEntry['personal'] {
  return Object.values(values).every((value) => value === null) ? {} : { [part]: values };
}

/** Builds an entry of the log about itself. */
export function buildLogEntry(
  action: LogAction,
  occurredAt: Date,
  requestId: string,
  changes: AuditChanges = {},
): NewEntry {
  const event = { occurredAt, actor: { type: 'SYSTEM' }, subjectId: null, changes } as const;
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
