import type { RefreshCookie } from '../../modules/access/index.js';
import { formatSetCookie, readCookie } from './cookies.js';

/** The name of the cookie. */
export const refreshCookieName = '__Host-cordon_refresh';

/** A cookie, and what the answer must say of it. */
export type RequestCookie<Cookie> = Cookie & {
  /** The value of its Set-Cookie header; null when nothing changed. */
  setCookie(): string | null;
};

/** Makes the cookie of one request from its Cookie header. */
export function createRefreshCookie(
  cookieHeader: string | undefined,
  now: () => Date,
): RequestCookie<RefreshCookie> {
  let token = readCookie(cookieHeader, refreshCookieName);
  let change: string | null = null;
  return {
    read: () => token,
    store: (kept, expiresAt) => {
      token = kept;
      const seconds = Math.max(0, Math.floor((expiresAt.getTime() - now().getTime()) / 1000));
      change = formatSetCookie(refreshCookieName, kept, seconds);
    },
    clear: () => {
      token = null;
      change = formatSetCookie(refreshCookieName, '', 0);
    },
    setCookie: () => change,
  };
}
