import type { Route } from '../../shared/index.js';
import type { GraphqlHandler } from './graphql-route.js';

/** Collects what an answer tells of the budgets it was charged to; the limits module keeps it. */
export interface RateLimitHeaderCollector {
  /** Does the work, and answers with it the header fields RateLimit-Policy and RateLimit; none where nothing was charged. */
  collectHeaders<T>(
    work: () => Promise<T>,
  ): Promise<{ readonly answer: T; readonly headers: Readonly<Record<string, string>> }>;
}

/** The same handler, with the fields on its answers. */
export function handlerWithRateLimitHeaders(
  handle: GraphqlHandler,
  headerCollector: RateLimitHeaderCollector,
): GraphqlHandler {
  return async (request) => {
    const { answer, headers } = await headerCollector.collectHeaders(() => handle(request));
    return { ...answer, headers: { ...answer.headers, ...headers } };
  };
}

/** The same route, likewise. */
export function routeWithRateLimitHeaders(route: Route, headerCollector: RateLimitHeaderCollector): Route {
  return {
    ...route,
    handle: async (request) => {
      const { answer, headers } = await headerCollector.collectHeaders(() => route.handle(request));
      return { ...answer, headers: { ...answer.headers, ...headers } };
    },
  };
}
