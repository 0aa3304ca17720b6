import type { Caller } from '@cordon/auth-directive';
import type { Role, Roles } from '../../modules/access/index.js';
import type { UserId } from '../../shared/index.js';

/** A user whose access is explained. */
export interface ExplainedUser {
  readonly id: UserId;
  readonly role: Role;
  readonly status: string;
}

/**
 * Returns the caller that a user is right after signing in. Who cannot sign in reaches what anonymous callers
 * reach.
 */
export function callerFor(user: ExplainedUser, roles: Roles, now: Date): Caller {
  const role = roles.parse(user.role);
  if (user.status !== 'ACTIVE' || role === null) return { kind: 'anonymous' };
  return { kind: 'principal', id: user.id, role, authenticatedAt: now };
}
