import type { Fetch } from './operations.js';

export interface TokenSource {
  /** Returns a token that is valid for a while; null when signed out. */
  accessToken(): Promise<string | null>;
  /**
   * Returns a token to replace one that the server rejected as expired or missing; null when there is none.
   */
  replaceExpiredToken(rejected: string | null): Promise<string | null>;
}

/**
 * Wraps fetch so that requests to the origin of `endpoint` have the access token. A request that was rejected
 * as UNAUTHENTICATED because the token had expired is sent once more with a new token if no part of it can
 * have been executed: status 401, or a query. Requests to other origins and requests with their own
 * Authorization header are sent unchanged. A query sent with GET gets the header that the server asks for
 * against cross-site requests. Rejects only when the wrapped fetch rejects.
 */
export function createAuthorizedFetch(endpoint: string, fetch: Fetch, tokens: TokenSource): Fetch {
  const endpointOrigin = originOf(endpoint);
  return async (input, init) => {
    const request = new Request(input, init);
    if (originOf(request.url) !== endpointOrigin || request.headers.has('authorization'))
      return fetch(request);
    // Some libraries, such as urql, send queries with GET.
    if (request.method === 'GET' && pathOf(request.url) === pathOf(endpoint))
      request.headers.set('apollo-require-preflight', 'true');
    const retryRequest = request.clone();
    const token = await tokens.accessToken();
    const response = await fetch(withToken(request, token));
    if (!(await isExpiredTokenResponse(response, token))) return response;
    const newToken = await tokens.replaceExpiredToken(token);
    if (newToken === null || newToken === token) return response;
    const isSafeToRetry = response.status === 401 || (await isQuery(retryRequest.clone()));
    return isSafeToRetry ? fetch(withToken(retryRequest, newToken)) : response;
  };
}

function originOf(url: string): string {
  return absolute(url).origin;
}

function pathOf(url: string): string {
  return absolute(url).pathname;
}

function absolute(url: string): URL {
  // Request resolves relative URLs against the page, as fetch does.
  return new URL(new Request(url).url);
}

function withToken(request: Request, token: string | null): Request {
  if (token !== null) request.headers.set('authorization', `Bearer ${token}`);
  return request;
}

/** Returns whether a new token can help; it cannot for a disabled account or an ended session. */
async function isExpiredTokenResponse(response: Response, token: string | null): Promise<boolean> {
  // A multipart stream may never end, so its body is not read.
  if (!/^application\/(graphql-response\+)?json\b/.test(response.headers.get('content-type') ?? ''))
    return false;
  const text = await response.clone().text();
  if (!text.includes('UNAUTHENTICATED')) return false;
  const errors = member(parseJson(text), 'errors');
  return Array.isArray(errors) && errors.some((error) => isExpiredTokenError(error, token));
}

function isExpiredTokenError(error: unknown, token: string | null): boolean {
  const extensions = member(error, 'extensions');
  const reason = member(extensions, 'reason');
  if (member(extensions, 'code') !== 'UNAUTHENTICATED') return false;
  // When a token was sent but reported missing, a proxy removes the header, and another token would not help.
  return reason === 'TOKEN_EXPIRED' || (reason === 'TOKEN_MISSING' && token === null);
}

/** Returns whether the operation is a query; false in doubt (a persisted query, the word in a string). */
async function isQuery(request: Request): Promise<boolean> {
  if (request.method === 'GET') return true;
  const query = member(parseJson(await request.text()), 'query');
  return typeof query === 'string' && !/\b(mutation|subscription)\b/.test(query);
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
