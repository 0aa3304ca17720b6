import { isAtLeast, type Role } from './roles.js';

/** A scope that exists. */
export type Scope = 'account:read' | 'account:write' | 'users:read' | 'users:write' | 'audit:read';

/** The weakest role that has the scope: the one table behind User.permissions, TokenPair.scope and SCOPE_NOT_ALLOWED. */
const weakestRole: Readonly<Record<Scope, Role>> = {
  'account:read': 'USER',
  'account:write': 'USER',
  'users:read': 'SUPPORT',
  'users:write': 'ADMIN',
  'audit:read': 'ADMIN',
};

/** Every scope, in the table's order. */
// Object.keys forgets the literal types of the table above.
export const scopes: readonly Scope[] = Object.keys(weakestRole) as Scope[];

/** The scopes that a role has. */
export function scopesOf(role: Role): readonly Scope[] {
  return scopes.filter((scope) => isAtLeast(role, weakestRole[scope]));
}
