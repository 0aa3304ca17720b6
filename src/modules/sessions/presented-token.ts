import { isDisabled, type Role } from '../access/index.js';
import type { RefreshTokenRecord } from './refresh-tokens.js';
import type { Session } from './session.js';
import type { SessionOwner } from './session-owners.js';

/** What of a session its refresh rests upon. */
export type RefreshedSession = Pick<
  Session,
  'id' | 'userId' | 'securityEpoch' | 'scope' | 'expiresAt' | 'absoluteExpiresAt'
> & { readonly endedAt: Date | null };

/** A refresh token that somebody presents, with its session and whom it belongs to, all as they were at one moment. */
export interface PresentedToken {
  readonly token: RefreshTokenRecord;
  readonly session: RefreshedSession;
  /** Another after every change of the session's row; a rotation goes by it. */
  readonly sessionVersion: string;
  /** Times are facts: whether they have passed is judged by the clock. */
  readonly user: {
    readonly role: Role;
    readonly securityEpoch: number;
    readonly disabledAt: Date | null;
    readonly disabledUntil: Date | null;
    readonly deletedAt: Date | null;
  };
}

/** The user of the token, as they stand at this moment. */
export function sessionOwnerAt({ session, user }: PresentedToken, now: Date): SessionOwner {
  const { role, securityEpoch } = user;
  return {
    id: session.userId,
    role,
    securityEpoch,
    disabled: isDisabled(user, now),
    deleted: user.deletedAt !== null,
  };
}
