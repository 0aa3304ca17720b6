import type { DeviceCookie, RefreshCookie } from '../../modules/access/index.js';

export const refreshCookieName = '__Host-cordon_refresh';
export const deviceCookieName = '__Host-cordon_device';

// HttpOnly: no script can read the cookie. Strict: no page of another site can make a browser send it.
// Browsers reject a cookie with the name prefix __Host- when it comes from a subdomain, over http (except on
// localhost), or for a part of the site (RFC 6265bis section 4.1.3.2).
const cookieAttributes = 'Path=/; Secure; HttpOnly; SameSite=Strict';

/** The longest time for which browsers store a cookie (RFC 6265bis section 5.5). */
const deviceMaxAgeSeconds = 400 * 24 * 60 * 60;

/** The cookies of one request. Of several changes to a cookie only the last one is sent. */
export interface RequestCookies {
  readonly refreshCookie: RefreshCookie;
  readonly deviceCookie: DeviceCookie;
  /** Returns the Set-Cookie values of the cookies that were changed. */
  setCookies(): readonly string[];
}

/** Reads the cookies of a request from its Cookie header. */
export function createRequestCookies(header: string | undefined, now: () => Date): RequestCookies {
  const refresh = createCookie(header, refreshCookieName);
  const device = createCookie(header, deviceCookieName);
  return {
    refreshCookie: {
      read: refresh.read,
      store: (token, expiresAt) => {
        const seconds = Math.floor((expiresAt.getTime() - now().getTime()) / 1000);
        refresh.store(token, Math.max(0, seconds));
      },
      clear: refresh.clear,
    },
    deviceCookie: {
      read: device.read,
      store: (text) => device.store(text, deviceMaxAgeSeconds),
    },
    setCookies: () => [refresh.setCookie(), device.setCookie()].filter((value) => value !== null),
  };
}

interface Cookie {
  read(): string | null;
  store(value: string, maxAgeSeconds: number): void;
  clear(): void;
  /** Returns the value of the Set-Cookie header; null when nothing was changed. */
  setCookie(): string | null;
}

function createCookie(header: string | undefined, name: string): Cookie {
  let value = readCookie(header, name);
  let setCookie: string | null = null;
  const write = (text: string, maxAgeSeconds: number): void => {
    setCookie = `${name}=${text}; Max-Age=${maxAgeSeconds}; ${cookieAttributes}`;
  };
  return {
    read: () => value,
    store: (text, maxAgeSeconds) => {
      value = text;
      write(text, maxAgeSeconds);
    },
    clear: () => {
      value = null;
      write('', 0);
    },
    setCookie: () => setCookie,
  };
}

/** Of two cookies with the same name neither is used, because it is unknown which one this server has set. */
function readCookie(header: string | undefined, name: string): string | null {
  if (header === undefined) return null;
  const prefix = `${name}=`;
  const values = header
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(prefix))
    .map((pair) => pair.slice(prefix.length));
  const [value = ''] = values;
  return values.length === 1 && value !== '' ? value : null;
}
