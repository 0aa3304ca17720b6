import { isAtLeast, type Role } from './roles.js';

/** A scope of access tokens. */
export type Scope = 'account:read' | 'account:write' | 'users:read' | 'users:write' | 'audit:read';

/**
 * The lowest role with each scope: the table behind User.permissions, TokenPair.scope and SCOPE_NOT_ALLOWED.
 */
const lowestRole: Readonly<Record<Scope, Role>> = {
  'account:read': 'USER',
  'account:write': 'USER',
  'users:read': 'SUPPORT',
  'users:write': 'ADMIN',
  'audit:read': 'ADMIN',
};

/** All scopes. */
// Object.keys loses the literal types of the keys.
export const scopes: readonly Scope[] = Object.keys(lowestRole) as Scope[];

/** Returns the scopes of a role. */
export function scopesOf(role: Role): readonly Scope[] {
  return scopes.filter((scope) => isAtLeast(role, lowestRole[scope]));
}
