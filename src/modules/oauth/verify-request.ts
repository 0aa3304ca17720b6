import type { CurrentUser, Role, Roles } from '../access/index.js';
import { type Form, readParameters } from './form-parameters.js';
import { effectiveScopes } from './introspection.js';
import { OauthError } from './oauth-error.js';

/** What a proxy requires of the caller of a request. */
export interface VerifyRequest {
  /** Null requires authentication only. */
  readonly role: Role | null;
  /** All of these scopes; an empty list requires a token that is not limited to scopes. */
  readonly scopes: readonly string[];
}

const parameterNames: readonly string[] = ['requires', 'scope'];

/**
 * Parses `requires` (a role) and `scope` (names separated by spaces, RFC 6749 3.3). Throws invalid_request
 * for any other parameter or value: a misspelt requirement must not be ignored.
 */
export function parseVerifyRequest(query: Form, roles: Roles): VerifyRequest {
  const parameters = readParameters(query);
  if (query.some(([name, value]) => !parameterNames.includes(name) || value === '')) {
    throw new OauthError(
      'invalid_request',
      'The only parameters are requires=ROLE and scope=NAMES, each with a value',
    );
  }
  const requestedScopes = (parameters.get('scope') ?? '').split(' ').filter((name) => name !== '');
  if (parameters.has('scope') && !areScopes(requestedScopes, roles)) {
    throw new OauthError('invalid_request', `Every scope must be one of: ${roles.scopes.join(', ')}`);
  }
  return { role: readRole(parameters.get('requires'), roles), scopes: requestedScopes };
}

function readRole(text: string | undefined, roles: Roles): Role | null {
  if (text === undefined) return null;
  const role = roles.parse(text);
  if (role !== null) return role;
  // Anybody may ask, and the names of a project's roles are not public.
  throw new OauthError('invalid_request', 'The role is not declared');
}

function areScopes(names: readonly string[], { scopes }: Roles): boolean {
  return names.length > 0 && names.every((name) => scopes.includes(name));
}

/**
 * Returns true when the caller satisfies the request. A token that is limited to scopes is accepted only
 * where scopes are required: the service behind the proxy does not know them.
 */
export function satisfiesRequest(
  caller: CurrentUser,
  { role, scopes: requiredScopes }: VerifyRequest,
  roles: Roles,
): boolean {
  if (role !== null && !roles.isAtLeast(caller.role, role)) return false;
  if (requiredScopes.length === 0) return caller.scopes === null;
  const callerScopes = effectiveScopes(roles, caller);
  return requiredScopes.every((scope) => callerScopes.includes(scope));
}
