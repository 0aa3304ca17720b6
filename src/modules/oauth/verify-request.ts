import { type CurrentUser, isAtLeast, parseRole, type Role, roles, scopes } from '../access/index.js';
import { type Form, readParameters } from './form-parameters.js';
import { scopesHeld } from './introspection.js';
import { OauthRefusal } from './oauth-error.js';

/** What a proxy demands of whoever stands behind the request that it holds back. */
export interface VerifyDemand {
  /** Null: anybody who is signed in. */
  readonly role: Role | null;
  /** All of these; none asks for a token that was not narrowed. */
  readonly scopes: readonly string[];
}

const parameterNames: readonly string[] = ['requires', 'scope'];

/**
 * Reads `requires` (a role) and `scope` (names with blanks between, RFC 6749 3.3). Refuses with invalid_request whatever else is asked: a
 * misspelt demand must not become no demand.
 */
export function readVerifyDemand(query: Form): VerifyDemand {
  const parameters = readParameters(query);
  if (query.some(([name, value]) => !parameterNames.includes(name) || value === '')) {
    throw new OauthRefusal(
      'invalid_request',
      'Only requires=ROLE and scope=NAMES can be asked, with a value',
    );
  }
  const asked = (parameters.get('scope') ?? '').split(' ').filter((name) => name !== '');
  if (parameters.has('scope') && !areScopes(asked)) {
    throw new OauthRefusal('invalid_request', `A scope is one of: ${scopes.join(', ')}`);
  }
  return { role: readRole(parameters.get('requires')), scopes: asked };
}

function readRole(text: string | undefined): Role | null {
  if (text === undefined) return null;
  const role = parseRole(text);
  if (role === null) throw new OauthRefusal('invalid_request', `A role is one of: ${roles.join(', ')}`);
  return role;
}

function areScopes(names: readonly string[]): boolean {
  const known: readonly string[] = scopes;
  return names.length > 0 && names.every((name) => known.includes(name));
}

/**
 * True when the caller meets the demand. A token that was narrowed is good only where its scopes are asked for: what lies behind the proxy
 * knows nothing of them.
 */
export function meets(caller: CurrentUser, { role, scopes: demanded }: VerifyDemand): boolean {
  if (role !== null && !isAtLeast(caller.role, role)) return false;
  if (demanded.length === 0) return caller.scopes === null;
  const held = scopesHeld(caller);
  return demanded.every((scope) => held.includes(scope));
}
