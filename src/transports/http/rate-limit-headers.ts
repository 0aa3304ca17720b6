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
    return { ...result, headers: { ...result.headers, ...headers } };
  };
}

/** Adds the header fields RateLimit-Policy and RateLimit to the responses of a route. */
export function routeWithRateLimitHeaders(route: Route, collectHeaders: CollectHeaders): Route {
  return {
    ...route,
    handle: async (request) => {
      const { result, headers } = await collectHeaders(() => route.handle(request));
      return { ...result, headers: { ...result.headers, ...headers } };
    },
  };
}
