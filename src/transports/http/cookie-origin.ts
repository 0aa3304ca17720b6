import type { FastifyRequest } from 'fastify';

/**
 * Tells whether cookies may be read and set for this request: unless a browser says that the page asking is of an origin that is neither ours
 * nor allowed. SameSite=Strict keeps other sites out already, and the media type application/json makes browsers ask first; this keeps out the
 * neighbours on the same site, too. Programs that are no browser say no origin; their cookies are their own affair.
 */
export function mayUseCookies(request: FastifyRequest, allowedOrigins: readonly string[]): boolean {
  const { origin, host } = request.headers;
  const site = request.headers['sec-fetch-site'];
  if (origin === undefined) return site === undefined || site === 'same-origin' || site === 'none';
  if (allowedOrigins.includes(origin)) return true;
  // Browsers let no script write either header. A proxy may have rewritten Host, an older browser may not send the other.
  if (site !== undefined) return site === 'same-origin';
  return host !== undefined && URL.canParse(origin) && new URL(origin).host === host;
}
