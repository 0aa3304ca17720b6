import type { DeviceCookie } from '../../modules/access/index.js';
import { formatSetCookie, readCookie } from './cookies.js';
import type { RequestCookie } from './refresh-cookie.js';

/** The name of the cookie. */
export const deviceCookieName = '__Host-cordon_device';

/** As long as browsers store a cookie at all (RFC 6265bis 5.5). */
const maxAgeSeconds = 400 * 24 * 60 * 60;

/** Makes the cookie of one request from its Cookie header. */
export function createDeviceCookie(cookieHeader: string | undefined): RequestCookie<DeviceCookie> {
  let text = readCookie(cookieHeader, deviceCookieName);
  let change: string | null = null;
  return {
    read: () => text,
    store: (kept) => {
      text = kept;
      change = formatSetCookie(deviceCookieName, kept, maxAgeSeconds);
    },
    setCookie: () => change,
  };
}
