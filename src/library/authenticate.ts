import type { IncomingHttpHeaders } from 'node:http';
import type { App } from '../app-types.js';
import { authenticateBearer, type BearerHeader } from '../modules/access/index.js';
import { requestWaitMs, withWaitBudget } from '../shared/index.js';
import type { RequestContext } from './server-extension.js';

interface NodeRequest {
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
}

type PlainRequest = NodeRequest | { readonly headers: Headers };

/** A request of Node.js (Express has the same) or of the Fetch API, or one of Fastify or Hono around it. */
export type ReceivedRequest = PlainRequest | { readonly raw: PlainRequest };

/** The user of a request, or why there is none. */
export type RequestAuthentication = Pick<RequestContext, 'currentUser' | 'authenticationFailure'>;

/** Authenticates a request that another server has received, within the time that a request may wait. */
export async function authenticateReceived(
  { authenticators }: Pick<App, 'authenticators'>,
  request: ReceivedRequest,
): Promise<RequestAuthentication> {
  const { user, failure } = await withWaitBudget(requestWaitMs, () =>
    authenticateBearer(authenticators, readHeader(request)),
  );
  return { currentUser: user, authenticationFailure: failure };
}

function readHeader(request: ReceivedRequest): BearerHeader {
  if (isNodeRequest(request)) return readNodeHeader(request);
  if ('raw' in request) return readHeader(request.raw);
  if (typeof request.headers?.get !== 'function') {
    throw new TypeError('authenticate requires a request of Node.js, Express, Fastify or the Fetch API.');
  }
  // Repeated headers are joined by commas, which no credential contains.
  const authorization = request.headers.get('authorization') ?? undefined;
  return { authorization, authorizationHeaderCount: authorization === undefined ? 0 : 1 };
}

function isNodeRequest(request: ReceivedRequest): request is NodeRequest {
  return 'rawHeaders' in request;
}

/** Node keeps the first of several Authorization headers and drops the others silently. */
function readNodeHeader({ headers, rawHeaders }: NodeRequest): BearerHeader {
  const isName = (text: string, index: number): boolean => index % 2 === 0 && /^authorization$/i.test(text);
  return {
    authorization: headers.authorization,
    authorizationHeaderCount: rawHeaders.filter(isName).length,
  };
}
