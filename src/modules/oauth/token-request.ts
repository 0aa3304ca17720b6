import { type Form, readParameters, requiredParameter } from './form-parameters.js';
import { OauthError } from './oauth-error.js';

/** A parsed request to the token endpoint. */
export type TokenRequest =
  | {
      readonly grantType: 'password';
      readonly username: string;
      readonly password: string;
      /** Null requests all scopes of the role. */
      readonly scope: readonly string[] | null;
    }
  | { readonly grantType: 'refresh_token'; readonly refreshToken: string };

/**
 * Parses a token request (RFC 6749 4.3.2 and 6). A missing grant_type means the password grant, as in the
 * form of FastAPI's tutorial.
 *
 * `client_id`, `client_secret` and Basic credentials are accepted and ignored: there is only one public
 * client, so there is nothing to authenticate. The `scope` of a refresh is ignored too, as RFC 6749 3.3
 * allows; the response lists the scopes of the token.
 *
 * Throws invalid_request when a parameter is repeated or missing, and unsupported_grant_type, also when the
 * password grant is disabled.
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

/** RFC 6749 3.3. A blank value means no scope: password-flow clients send it when they request none. */
function readScope(text: string | undefined): readonly string[] | null {
  const scopes = (text ?? '').split(' ').filter((scope) => scope !== '');
  return scopes.length === 0 ? null : scopes;
}
