import { isDisabled, type Role, type Roles } from '../access/index.js';
import type { RefreshTokenRecord } from './refresh-tokens.js';
import type { Session } from './session.js';
import type { SessionOwner } from './session-owners.js';

/** The facts of a session that a refresh depends on. */
export type RefreshedSession = Pick<
  Session,
  'id' | 'userId' | 'securityEpoch' | 'scope' | 'expiresAt' | 'absoluteExpiresAt'
> & { readonly endedAt: Date | null };

/** A presented refresh token with its session and user, read at one moment. */
export interface PresentedToken {
  readonly token: RefreshTokenRecord;
  readonly session: RefreshedSession;
  /** Changes with every update of the session's row; a rotation requires it to be unchanged. */
  readonly sessionVersion: string;
  /** Whether a time has passed is decided later, by the clock. */
  readonly user: {
    readonly role: Role;
    readonly securityEpoch: number;
    readonly disabledAt: Date | null;
    readonly disabledUntil: Date | null;
    readonly deletedAt: Date | null;
  };
}

/** Returns the user of the token, with the status at this moment. */
export function sessionOwnerAt({ session, user }: PresentedToken, roles: Roles, now: Date): SessionOwner {
  const { role, securityEpoch } = user;
  return {
    id: session.userId,
    role,
    securityEpoch,
    disabled: isDisabled(user, now) || !roles.admits(role),
    deleted: user.deletedAt !== null,
  };
}
