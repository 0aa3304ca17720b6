import type { Role, Roles } from '../access/index.js';
import { scopeNotAllowed } from './login-errors.js';

/**
 * Returns the scopes that a token is limited to: null (all scopes of the role) when `requested` is null,
 * otherwise the requested ones, each once and in the order of the role's table. An empty list grants none.
 * Throws SCOPE_NOT_ALLOWED for a scope that the role does not have.
 */
export function narrowScope(
  roles: Roles,
  role: Role,
  requested: readonly string[] | null,
): readonly string[] | null {
  if (requested === null) return null;
  const allowed = roles.scopesOf(role);
  if (requested.some((scope) => allowed.every((known) => known !== scope))) throw scopeNotAllowed();
  return allowed.filter((scope) => requested.includes(scope));
}
