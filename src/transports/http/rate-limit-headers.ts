import type { RateLimitHeaderCollector } from '../../platform/rate-limit/index.js';
import type { Route } from '../../shared/index.js';
import type { GraphqlHandler } from './graphql-route.js';

type CollectHeaders = RateLimitHeaderCollector['collectHeaders'];

/** Adds the header fields RateLimit-Policy and RateLimit to the responses of a handler. */
export function handlerWithRateLimitHeaders(
  handle: GraphqlHandler,
  collectHeaders: CollectHeaders,
): GraphqlHandler {
  return async (request) => {
    const { result, headers } = await collectHeaders(() => handle(request));
    return withHeaders(result, headers);
  };
}

/** Adds the header fields RateLimit-Policy and RateLimit to the responses of a route. */
export function routeWithRateLimitHeaders(route: Route, collectHeaders: CollectHeaders): Route {
  return {
    ...route,
    handle: async (request) => {
      const { result, headers } = await collectHeaders(() => route.handle(request));
      return withHeaders(result, headers);
    },
  };
}

type Headers = Readonly<Record<string, string>>;

function withHeaders<Response extends { readonly headers?: Headers }>(
  response: Response,
  added: Headers,
): Response {
  // Most requests are charged to no budget.
  return Object.keys(added).length === 0
    ? response
    : { ...response, headers: { ...response.headers, ...added } };
}
