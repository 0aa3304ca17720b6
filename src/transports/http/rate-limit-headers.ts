import type { Route } from '../../shared/index.js';
import type { GraphqlHandler } from './graphql-route.js';

/** Collects what an answer tells of the budgets it was charged to; the limits room keeps it. */
export interface RateLimitNotes {
  /** Does the work, and answers with it the header fields RateLimit-Policy and RateLimit; none where nothing was charged. */
  collect<T>(
    work: () => Promise<T>,
  ): Promise<{ readonly answer: T; readonly headers: Readonly<Record<string, string>> }>;
}

/** The same handler, with the fields on its answers. */
export function handlerWithRateLimits(handle: GraphqlHandler, notes: RateLimitNotes): GraphqlHandler {
  return async (request) => {
    const { answer, headers } = await notes.collect(() => handle(request));
    return { ...answer, headers: { ...answer.headers, ...headers } };
  };
}

/** The same route, likewise. */
export function routeWithRateLimits(route: Route, notes: RateLimitNotes): Route {
  return {
    ...route,
    handle: async (request) => {
      const { answer, headers } = await notes.collect(() => route.handle(request));
      return { ...answer, headers: { ...answer.headers, ...headers } };
    },
  };
}
