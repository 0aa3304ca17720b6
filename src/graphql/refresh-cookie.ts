import type { RefreshCookie } from '../access/index.js';

/** The prefix makes browsers refuse it from a subdomain, over http (save on localhost), and for a part of the site (RFC 6265bis 4.1.3.2). */
export const refreshCookieName = '__Host-cordon_refresh';

// HttpOnly: no script sees it. Strict: no other site's page can make a browser send it.
const attributes = 'Path=/; Secure; HttpOnly; SameSite=Strict';

/** A refresh cookie, and what the answer must say of it. */
export interface RequestCookie extends RefreshCookie {
  /** The value of the one Set-Cookie header; null when nothing changed. */
  setCookie(): string | null;
}

/** Makes the cookie of one request from its Cookie header. Of two with the name neither is believed: nobody can tell which is ours. */
export function createRequestCookie(cookieHeader: string | undefined, now: () => Date): RequestCookie {
  let token = sentToken(cookieHeader ?? '');
  let change: string | null = null;
  return {
    read: () => token,
    keep: (kept, expiresAt) => {
      token = kept;
      const seconds = Math.max(0, Math.floor((expiresAt.getTime() - now().getTime()) / 1000));
      change = `${refreshCookieName}=${kept}; Max-Age=${seconds}; ${attributes}`;
    },
    drop: () => {
      token = null;
      change = `${refreshCookieName}=; Max-Age=0; ${attributes}`;
    },
    setCookie: () => change,
  };
}

function sentToken(header: string): string | null {
  const beginning = `${refreshCookieName}=`;
  const values = header
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(beginning))
    .map((pair) => pair.slice(beginning.length));
  const [token = ''] = values;
  return values.length === 1 && token !== '' ? token : null;
}
