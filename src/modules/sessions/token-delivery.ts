import type { RefreshCookie } from '../access/index.js';
import type { DeliveredTokens, IssuedTokens } from './issued-tokens.js';
import { cannotDeliverByCookie } from './sessions-errors.js';

/**
 * Where a client receives its refresh token: in the response body, or in a cookie that scripts cannot read.
 */
export type TokenDelivery = 'BODY' | 'COOKIE';

/**
 * Returns a function that delivers tokens to the client. Must be called before the tokens are issued, because
 * it throws INVALID_INPUT when a cookie is requested but not available (an origin that is not allowed, a
 * caller inside the process). With a cookie the body contains no refresh token.
 */
export function tokenDelivery(
  delivery: TokenDelivery,
  cookie: RefreshCookie | undefined,
): (tokens: IssuedTokens) => DeliveredTokens {
  if (delivery === 'BODY') return (tokens) => tokens;
  if (cookie === undefined) throw cannotDeliverByCookie();
  return (tokens) => {
    cookie.store(tokens.refreshToken, tokens.refreshExpiresAt);
    return { ...tokens, refreshToken: null };
  };
}
