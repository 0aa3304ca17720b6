import type { ClientInfo } from '../../shared/index.js';
import { DomainError } from '../../shared/index.js';
import type { PasswordLogin } from '../login/index.js';
import type { IssuedTokens, Sessions } from '../sessions/index.js';
import type { TokenRequest } from './token-request.js';

/**
 * Grants tokens (RFC 6749 4.3 and 6) on the same paths as GraphQL's login and refreshToken, with the same refusals. A password that must
 * be changed is refused with PASSWORD_CHANGE_REQUIRED: the token for changing it is handed out by GraphQL's login only.
 */
export type GrantTokens = (request: TokenRequest, client: ClientInfo) => Promise<IssuedTokens>;

/** Makes the granting. */
export function createGrantTokens(login: PasswordLogin, sessions: Sessions): GrantTokens {
  return async (request, client) => {
    if (request.grantType === 'refresh_token') {
      return sessions.refresh({ refreshToken: request.refreshToken, client });
    }
    const { username: identifier, password, scope } = request;
    const outcome = await login({ identifier, password, scope, deviceName: null, client, device: null });
    if (outcome.status === 'COMPLETE') return outcome.tokens;
    throw new DomainError(...outcome.refusals);
  };
}
