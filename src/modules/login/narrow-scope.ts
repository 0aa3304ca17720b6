import { type Role, scopesOf } from '../access/index.js';
import { scopeNotAllowed } from './login-errors.js';

/**
 * The scopes that a token is narrowed to: null for the whole role when none were named, otherwise those named, each once and in the
 * table's order; an empty list narrows to nothing. Refuses with SCOPE_NOT_ALLOWED a scope that the role does not have.
 */
export function narrowScope(role: Role, requested: readonly string[] | null): readonly string[] | null {
  if (requested === null) return null;
  const allowed = scopesOf(role);
  if (requested.some((scope) => allowed.every((known) => known !== scope))) throw scopeNotAllowed();
  return allowed.filter((scope) => requested.includes(scope));
}
