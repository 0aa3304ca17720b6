import type { User } from '../users/index.js';

/** The role and standard claims, named as in OpenID Connect Core 5.1; Cordon issues no id_token. */
export interface UserInfo {
  readonly sub: string;
  readonly preferred_username: string;
  readonly email: string;
  readonly email_verified: boolean;
  /** Omitted, not null, when unknown (OpenID Connect Core 5.3.2). */
  readonly name?: string;
  readonly role: string;
  /** Seconds since 1970. */
  readonly updated_at: number;
}

export function buildUserInfo(user: User): UserInfo {
  return {
    sub: user.id,
    preferred_username: user.username,
    email: user.email,
    email_verified: user.emailVerified,
    ...(user.fullName === null ? {} : { name: user.fullName }),
    role: user.role,
    updated_at: Math.floor(user.updatedAt.getTime() / 1000),
  };
}
