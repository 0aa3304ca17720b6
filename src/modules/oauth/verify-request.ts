import { type CurrentUser, isAtLeast, parseRole, type Role, roles, scopes } from '../access/index.js';
import { type Form, readParameters } from './form-parameters.js';
import { effectiveScopes } from './introspection.js';
import { OauthError } from './oauth-error.js';

/** What a proxy demands of whoever stands behind the request that it holds back. */
export interface VerifyRequest {
  /** Null: anybody who is signed in. */
  readonly role: Role | null;
  /** All of these; none asks for a token that was not narrowed. */
  readonly scopes: readonly string[];
}

const parameterNames: readonly string[] = ['requires', 'scope'];

/**
 * Reads `requires` (a role) and `scope` (names with blanks between, RFC 6749 3.3). Refuses with invalid_request whatever else is asked: a
 * misspelt requirement must not become no requirement.
 */
export function parseVerifyRequest(query: Form): VerifyRequest {
  const parameters = readParameters(query);
  if (query.some(([name, value]) => !parameterNames.includes(name) || value === '')) {
    throw new OauthError('invalid_request', 'Only requires=ROLE and scope=NAMES can be asked, with a value');
  }
  const requestedScopes = (parameters.get('scope') ?? '').split(' ').filter((name) => name !== '');
  if (parameters.has('scope') && !areScopes(requestedScopes)) {
    throw new OauthError('invalid_request', `A scope is one of: ${scopes.join(', ')}`);
  }
  return { role: readRole(parameters.get('requires')), scopes: requestedScopes };
}

function readRole(text: string | undefined): Role | null {
  if (text === undefined) return null;
  const role = parseRole(text);
  if (role === null) throw new OauthError('invalid_request', `A role is one of: ${roles.join(', ')}`);
  return role;
}

function areScopes(names: readonly string[]): boolean {
  const known: readonly string[] = scopes;
  return names.length > 0 && names.every((name) => known.includes(name));
}

/**
 * True when the caller meets the requirement. A token that was narrowed is good only where its scopes are asked for: what lies behind the proxy
 * knows nothing of them.
 */
export function satisfiesRequest(
  caller: CurrentUser,
  { role, scopes: requiredScopes }: VerifyRequest,
): boolean {
  if (role !== null && !isAtLeast(caller.role, role)) return false;
  if (requiredScopes.length === 0) return caller.scopes === null;
  const held = effectiveScopes(caller);
  return requiredScopes.every((scope) => held.includes(scope));
}
