import { type Form, readParameters, requiredParameter } from './form-parameters.js';
import { OauthError } from './oauth-error.js';

/** What was posted to the token endpoint, understood. */
export type TokenRequest =
  | {
      readonly grantType: 'password';
      readonly username: string;
      readonly password: string;
      /** Null asks for everything that the role has. */
      readonly scope: readonly string[] | null;
    }
  | { readonly grantType: 'refresh_token'; readonly refreshToken: string };

/**
 * Reads a token request (RFC 6749 4.3.2 and 6). A missing grant_type is the password grant, as the form of FastAPI's tutorial has it.
 *
 * `client_id`, `client_secret` and Basic credentials are tolerated and ignored: Cordon knows no clients yet, so there is nothing to
 * authenticate and nothing to gain by sending them. The `scope` of a refresh is ignored too (RFC 6749 3.3 allows it); the answer says
 * which scopes the token has.
 *
 * Refuses with invalid_request (a parameter twice, or one missing) and unsupported_grant_type (also when the password grant is off).
 */
export function readTokenRequest(form: Form, passwordGrantEnabled: boolean): TokenRequest {
  const parameters = readParameters(form);
  const grantType = parameters.get('grant_type') ?? 'password';
  if (grantType === 'refresh_token') {
    return { grantType, refreshToken: requiredParameter(parameters, 'refresh_token') };
  }
  if (grantType !== 'password' || !passwordGrantEnabled) {
    throw new OauthError('unsupported_grant_type', 'This grant type is not supported');
  }
  return {
    grantType,
    username: requiredParameter(parameters, 'username'),
    password: requiredParameter(parameters, 'password'),
    scope: readScope(parameters.get('scope')),
  };
}

/** RFC 6749 3.3; nothing but blanks names no scope, which is what password-flow clients send when they want none. */
function readScope(text: string | undefined): readonly string[] | null {
  const named = (text ?? '').split(' ').filter((scope) => scope !== '');
  return named.length === 0 ? null : named;
}
