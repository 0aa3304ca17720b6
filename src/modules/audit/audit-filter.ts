import {
  badUserInput,
  canonicalAddress,
  type EventOutcome,
  parseUserId,
  toSortedSet,
  type UserId,
} from '../../shared/index.js';
import type { AuditEvent } from './audit-event.js';

/** The filter of a list. Absent or null members select all entries, an empty list none. */
export interface AuditFilter {
  readonly actions?: readonly string[] | null;
  readonly actorId?: string | null;
  readonly subjectId?: string | null;
  readonly outcome?: EventOutcome | null;
  readonly ipAddress?: string | null;
  readonly occurredAt?: { readonly gte?: Date | null; readonly lt?: Date | null } | null;
}

/** A parsed filter; null selects all. */
export interface AuditSelection {
  readonly actions: readonly string[] | null;
  /** `nobody` for an id that no user can have. */
  readonly actorId: UserId | 'nobody' | null;
  readonly subjectId: UserId | 'nobody' | null;
  readonly outcome: EventOutcome | null;
  readonly ipAddress: string | null;
  readonly from: Date | null;
  readonly before: Date | null;
}

const maxActions = 100;
const maxTextLength = 100;

/** Parses a filter. Throws BAD_USER_INPUT for more than 100 actions, and for texts that are too long. */
export function readAuditFilter(filter: AuditFilter): AuditSelection {
  const { actions = null, ipAddress = null } = filter;
  if (actions !== null && actions.length > maxActions) {
    throw badUserInput(`A filter can have at most ${maxActions} actions.`, ['filter', 'actions']);
  }
  for (const action of actions ?? []) readText(action, 'actions');
  return {
    actions: actions === null ? null : toSortedSet(actions),
    actorId: readId(filter.actorId ?? null),
    subjectId: readId(filter.subjectId ?? null),
    outcome: filter.outcome ?? null,
    ipAddress: ipAddress === null ? null : readAddress(ipAddress),
    from: filter.occurredAt?.gte ?? null,
    before: filter.occurredAt?.lt ?? null,
  };
}

export function selectSubject(id: UserId): AuditSelection {
  return readAuditFilter({ subjectId: id });
}

/** Returns whether an entry matches. Must match the conditions of the storage; a test compares the two. */
export function isSelected(selection: AuditSelection, entry: AuditEvent): boolean {
  const { actions, actorId, subjectId, outcome, ipAddress, from, before } = selection;
  return (
    (actions === null || actions.includes(entry.action)) &&
    (actorId === null || actorId === entry.actorId) &&
    (subjectId === null || subjectId === entry.subjectId) &&
    (outcome === null || outcome === entry.outcome) &&
    (ipAddress === null || ipAddress === entry.ipAddress) &&
    (from === null || entry.occurredAt >= from) &&
    (before === null || entry.occurredAt < before)
  );
}

function readId(text: string | null): UserId | 'nobody' | null {
  return text === null ? null : (parseUserId(text) ?? 'nobody');
}

/** Addresses are stored in canonical form, and may be typed in any. */
function readAddress(text: string): string {
  return canonicalAddress(text.trim()) ?? readText(text, 'ipAddress');
}

function readText(text: string, field: string): string {
  if (text.length <= maxTextLength && !/[\p{Cc}\p{Surrogate}]/u.test(text)) return text;
  throw badUserInput(`The value must have at most ${maxTextLength} characters and no control characters.`, [
    'filter',
    field,
  ]);
}
