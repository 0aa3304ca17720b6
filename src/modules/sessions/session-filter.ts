import { badUserInput, canonicalAddress, parseUserId, type UserId } from '../../shared/index.js';

/** The filter of a list of sessions as given by a caller. An omitted or null member selects all sessions. */
export interface SessionFilter {
  readonly userId?: string | null;
  readonly active?: boolean | null;
  readonly ipAddress?: string | null;
  readonly device?: string | null;
}

/** A parsed filter; null selects all sessions. */
export interface ListedSessions {
  /** `nobody` for an id that no user can have. */
  readonly userId: UserId | 'nobody' | null;
  readonly active: boolean | null;
  readonly ipAddress: string | null;
  /** In lower case. */
  readonly device: string | null;
}

const maxTextLength = 200;

/** Parses a filter. Throws BAD_USER_INPUT for texts that are too long or contain control characters. */
export function readSessionFilter(filter: SessionFilter): ListedSessions {
  const { userId = null, active = null } = filter;
  const ipAddress = readText(filter.ipAddress ?? null, 'ipAddress');
  const device = readText(filter.device ?? null, 'device');
  return {
    userId: userId === null ? null : (parseUserId(userId) ?? 'nobody'),
    active,
    // Addresses are stored in canonical form, and may be typed in any.
    ipAddress: ipAddress === null ? null : (canonicalAddress(ipAddress) ?? ipAddress),
    device: device === '' ? null : (device?.toLowerCase() ?? null),
  };
}

function readText(text: string | null, field: string): string | null {
  const trimmed = text?.trim() ?? null;
  if (trimmed === null || (trimmed.length <= maxTextLength && !/[\p{Cc}\p{Surrogate}]/u.test(trimmed))) {
    return trimmed;
  }
  throw badUserInput(`The text must have at most ${maxTextLength} characters and no control characters.`, [
    'filter',
    field,
  ]);
}
