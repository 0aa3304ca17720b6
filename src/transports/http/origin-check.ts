import type { IncomingHttpHeaders } from 'node:http';

/**
 * Returns whether this request may read and set cookies: false when a browser reports a page whose origin is
 * neither this server's nor allowed. SameSite=Strict and the preflight that application/json requires already
 * exclude other sites; this also excludes other origins of the same site. Clients that are not browsers send
 * no Origin header and manage their own cookies.
 */
export function mayUseCookies(headers: IncomingHttpHeaders, allowedOrigins: readonly string[]): boolean {
  const site = headers['sec-fetch-site'];
  if (headers.origin === undefined) return site === undefined || site === 'same-origin' || site === 'none';
  return isAllowedOrigin(headers.origin, headers, allowedOrigins);
}

/**
 * Returns whether this request may open a WebSocket: a page of this server or of an allowed origin, or a
 * client that is not a browser. Browsers let any page open a WebSocket to any server (cross-site WebSocket
 * hijacking), so only the server can prevent it.
 */
export function mayOpenWebSocket(headers: IncomingHttpHeaders, allowedOrigins: readonly string[]): boolean {
  return headers.origin === undefined || isAllowedOrigin(headers.origin, headers, allowedOrigins);
}

function isAllowedOrigin(
  origin: string,
  headers: IncomingHttpHeaders,
  allowedOrigins: readonly string[],
): boolean {
  if (allowedOrigins.includes(origin)) return true;
  // Scripts can set neither header. A proxy may have rewritten Host; an older browser may not send
  // Sec-Fetch-Site.
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  return URL.canParse(origin) && new URL(origin).host === headers.host;
}
