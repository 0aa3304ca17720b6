import type { IncomingHttpHeaders } from 'node:http';

/** The origins whose pages may call the API, beside the pages of the address that was called. */
export interface OriginOptions {
  /** The configured origins (CORS). */
  readonly allowedOrigins: readonly string[];
  /** The public origin of the server, which a proxy may hide from it; null or absent when it is not known. */
  readonly ownOrigin?: string | null;
}

/** Returns the configured origins and the public one of the server. */
export function permittedOrigins({ allowedOrigins, ownOrigin = null }: OriginOptions): readonly string[] {
  return ownOrigin === null ? allowedOrigins : [...allowedOrigins, ownOrigin];
}

/**
 * Returns whether this request may read and set cookies: false when a browser reports a page of another site,
 * or one whose origin is neither this server's nor permitted. SameSite=Strict and the preflight that
 * application/json requires already exclude other sites, where browsers would drop the cookie without a word;
 * this also excludes other origins of the same site. Clients that are not browsers send no Origin header and
 * manage their own cookies.
 */
export function mayUseCookies(headers: IncomingHttpHeaders, permitted: readonly string[]): boolean {
  const site = headers['sec-fetch-site'];
  if (site === 'cross-site') return false;
  if (headers.origin === undefined) return site === undefined || site === 'same-origin' || site === 'none';
  return isPermittedOrigin(headers.origin, headers, permitted);
}

/**
 * Returns whether this request may open a WebSocket: a page of this server or of a permitted origin, or a
 * client that is not a browser. Browsers let any page open a WebSocket to any server (cross-site WebSocket
 * hijacking), so only the server can prevent it.
 */
export function mayOpenWebSocket(headers: IncomingHttpHeaders, permitted: readonly string[]): boolean {
  return headers.origin === undefined || isPermittedOrigin(headers.origin, headers, permitted);
}

/** Returns whether a page of this origin is one of this server, or of a permitted origin. */
export function isPermittedOrigin(
  origin: string,
  headers: IncomingHttpHeaders,
  permitted: readonly string[],
): boolean {
  if (permitted.includes(origin)) return true;
  // Scripts can set neither header. A proxy may have rewritten Host; browsers send no Sec-Fetch-Site with a
  // WebSocket, and older ones never.
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const page = parseOrigin(origin);
  // Proxies may write the default port of the scheme.
  return page !== null && page.host === parseOrigin(`${page.protocol}//${headers.host}`)?.host;
}

/**
 * Returns the two names when the page and the server are on this machine under different ones, such as
 * `localhost` and `127.0.0.1`, which for browsers are different sites; otherwise null.
 */
export function differentLoopbackNames(
  origin: string,
  server: string,
): { readonly page: string; readonly server: string } | null {
  const names = [origin, server].map((text) => parseOrigin(text)?.hostname ?? '');
  const [page = '', own = ''] = names;
  return page !== own && names.every(isLoopbackName) ? { page, server: own } : null;
}

function isLoopbackName(name: string): boolean {
  return name === 'localhost' || name === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(name);
}

function parseOrigin(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}
