import { type CurrentUser, isAtLeast, parseRole, type Role, roles, scopes } from '../access/index.js';
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
export function parseVerifyRequest(query: Form): VerifyRequest {
  const parameters = readParameters(query);
  if (query.some(([name, value]) => !parameterNames.includes(name) || value === '')) {
    throw new OauthError(
      'invalid_request',
      'The only parameters are requires=ROLE and scope=NAMES, each with a value',
    );
  }
  const requestedScopes = (parameters.get('scope') ?? '').split(' ').filter((name) => name !== '');
  if (parameters.has('scope') && !areScopes(requestedScopes)) {
    throw new OauthError('invalid_request', `Every scope must be one of: ${scopes.join(', ')}`);
  }
  return { role: readRole(parameters.get('requires')), scopes: requestedScopes };
}

function readRole(text: string | undefined): Role | null {
  if (text === undefined) return null;
  const role = parseRole(text);
  if (role === null) throw new OauthError('invalid_request', `The role must be one of: ${roles.join(', ')}`);
  return role;
}

function areScopes(names: readonly string[]): boolean {
  const knownScopes: readonly string[] = scopes;
  return names.length > 0 && names.every((name) => knownScopes.includes(name));
}

/**
 * Returns true when the caller satisfies the request. A token that is limited to scopes is accepted only
 * where scopes are required: the service behind the proxy does not know them.
 */
export function satisfiesRequest(
  caller: CurrentUser,
  { role, scopes: requiredScopes }: VerifyRequest,
): boolean {
  if (role !== null && !isAtLeast(caller.role, role)) return false;
  if (requiredScopes.length === 0) return caller.scopes === null;
  const callerScopes = effectiveScopes(caller);
  return requiredScopes.every((scope) => callerScopes.includes(scope));
}
