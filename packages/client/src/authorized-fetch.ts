import type { Fetch } from './operations.js';

/** Where the wrapper gets tokens from. */
export interface TokenSource {
  /** A token that is good for a while; null when signed out. */
  accessToken(): Promise<string | null>;
  /** A token in place of one that the server called expired, or did not see; null when there is none. */
  replaceExpiredToken(refused: string | null): Promise<string | null>;
}

/**
 * Wraps fetch so that requests to the origin of `endpoint` carry the access token. What was refused as UNAUTHENTICATED because the token had
 * expired is sent once more with a fresh one, if nothing of it can have been done: status 401, or a query. Requests to other origins, and those that
 * bring their own Authorization, go out untouched. Rejects only as the wrapped fetch does.
 */
export function createAuthorizedFetch(endpoint: string, fetch: Fetch, tokens: TokenSource): Fetch {
  const endpointOrigin = originOf(endpoint);
  return async (input, init) => {
    const request = new Request(input, init);
    if (originOf(request.url) !== endpointOrigin || request.headers.has('authorization'))
      return fetch(request);
    const retryRequest = request.clone();
    const token = await tokens.accessToken();
    const response = await fetch(withToken(request, token));
    if (!(await isExpiredTokenResponse(response, token))) return response;
    const fresh = await tokens.replaceExpiredToken(token);
    if (fresh === null || fresh === token) return response;
    const isSafeToRetry = response.status === 401 || (await isQuery(retryRequest.clone()));
    return isSafeToRetry ? fetch(withToken(retryRequest, fresh)) : response;
  };
}

function originOf(address: string): string {
  // Relative addresses are those of the page, as for fetch itself.
  return new URL(new Request(address).url).origin;
}

function withToken(request: Request, token: string | null): Request {
  if (token !== null) request.headers.set('authorization', `Bearer ${token}`);
  return request;
}

/** Only what fresh tokens can mend: a disabled account or an ended session stays what it is. */
async function isExpiredTokenResponse(response: Response, token: string | null): Promise<boolean> {
  // A stream of parts may go on for ever; it is none of ours to wait for its end.
  if (!/^application\/(graphql-response\+)?json\b/.test(response.headers.get('content-type') ?? ''))
    return false;
  const text = await response.clone().text();
  if (!text.includes('UNAUTHENTICATED')) return false;
  const errors = member(parsed(text), 'errors');
  return Array.isArray(errors) && errors.some((error) => isExpiredTokenError(error, token));
}

function isExpiredTokenError(error: unknown, token: string | null): boolean {
  const extensions = member(error, 'extensions');
  const reason = member(extensions, 'reason');
  if (member(extensions, 'code') !== 'UNAUTHENTICATED') return false;
  // Sent and not seen: something on the way takes the header off, and no other token would fare better.
  return reason === 'TOKEN_EXPIRED' || (reason === 'TOKEN_MISSING' && token === null);
}

/** Whether it asks only. In doubt (a document known by its hash alone, the word in a text) it does not. */
async function isQuery(request: Request): Promise<boolean> {
  if (request.method === 'GET') return true;
  const query = member(parsed(await request.text()), 'query');
  return typeof query === 'string' && !/\b(mutation|subscription)\b/.test(query);
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
