import type { EventOutcome } from '../../shared/index.js';
import { badUserInput, parseUserId, type UserId } from '../../shared/index.js';

/** Which entries a list shows, as a caller says it; what is absent or null selects all, an empty list none. */
export interface AuditFilter {
  readonly actions?: readonly string[] | null;
  readonly actorId?: string | null;
  readonly subjectId?: string | null;
  readonly outcome?: EventOutcome | null;
  readonly ipAddress?: string | null;
  readonly occurredAt?: { readonly gte?: Date | null; readonly lt?: Date | null } | null;
}

/** A filter that has been read; null selects all. */
export interface AuditSelection {
  readonly actions: readonly string[] | null;
  /** `nobody`: an id that no user can have. */
  readonly actorId: UserId | 'nobody' | null;
  readonly subjectId: UserId | 'nobody' | null;
  readonly outcome: EventOutcome | null;
  readonly ipAddress: string | null;
  readonly from: Date | null;
  readonly before: Date | null;
}

const maxActions = 100;
const maxTextLength = 100;

/** Reads a filter. Refuses with BAD_USER_INPUT more than 100 actions, and texts longer than any action or address. */
export function readAuditFilter(filter: AuditFilter): AuditSelection {
  const { actions = null, ipAddress = null } = filter;
  if (actions !== null && actions.length > maxActions) {
    throw badUserInput(`A filter names at most ${maxActions} actions.`, ['filter', 'actions']);
  }
  for (const action of actions ?? []) readText(action, 'actions');
  return {
    actions,
    actorId: readId(filter.actorId ?? null),
    subjectId: readId(filter.subjectId ?? null),
    outcome: filter.outcome ?? null,
    ipAddress: ipAddress === null ? null : readText(ipAddress, 'ipAddress'),
    from: filter.occurredAt?.gte ?? null,
    before: filter.occurredAt?.lt ?? null,
  };
}

/** All entries about a user. */
export function aboutUser(id: UserId): AuditSelection {
  return readAuditFilter({ subjectId: id });
}

function readId(text: string | null): UserId | 'nobody' | null {
  return text === null ? null : (parseUserId(text) ?? 'nobody');
}

function readText(text: string, field: string): string {
  if (text.length <= maxTextLength && !/[\p{Cc}\p{Surrogate}]/u.test(text)) return text;
  throw badUserInput('This is longer than any that the log can hold, or holds control characters.', [
    'filter',
    field,
  ]);
}
