import type { RefreshCookie } from '../access/index.js';
import type { DeliveredTokens, IssuedTokens } from './issued-tokens.js';
import { cannotDeliverByCookie } from './sessions-errors.js';

/** Where a client wants its refresh token: in the answer's body, or in a cookie that no script can read. */
export type TokenDelivery = 'BODY' | 'COOKIE';

/**
 * Answers how tokens reach the client; to be asked before they are made, because it refuses: INVALID_INPUT for a cookie where there is none (a
 * page of an origin that is not allowed, a caller inside the process). By cookie, the body carries no refresh token.
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
