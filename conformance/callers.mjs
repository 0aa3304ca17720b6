/** The callers of the cases, by the name that a request carries to the server. */

const user = { kind: 'principal', id: 'ada', role: 'USER', authenticatedAt: new Date(), assurance: 1 };
const hourAgo = new Date(Date.now() - 3_600_000);

export const callers = {
  anonymous: { kind: 'anonymous' },
  revoked: { kind: 'anonymous', reason: 'SESSION_REVOKED' },
  user,
  other: { ...user, id: 'bo' },
  admin: { ...user, id: 'root', role: 'ADMIN' },
  app: { ...user, scopes: ['profile'] },
  stale: { ...user, authenticatedAt: hourAgo },
  expired: { ...user, expiresAt: hourAgo },
  malformed: { ...user, id: 7 },
};

/** The header by which HTTP servers receive the caller's name. */
export const HEADER = 'x-caller';

/** Returns the context of a request. */
export function contextOf(name) {
  return { caller: callers[name] };
}
