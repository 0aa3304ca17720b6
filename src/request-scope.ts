import type { Authenticator } from './modules/access/index.js';
import {
  type RequestDetailsCollector,
  type RequestOrigins,
  type Route,
  requestWaitMs,
  withWaitBudget,
} from './shared/index.js';

/** Records the user of the request in progress for its log line. */
export function withUserDetails(
  { authenticate }: Authenticator,
  origins: RequestOrigins,
  requestDetails: RequestDetailsCollector,
): Authenticator {
  return {
    authenticate: async (credential, receivedAt) => {
      const authentication = await authenticate(credential, receivedAt);
      const user = authentication?.user;
      const client = origins.current();
      if (user && client !== null) requestDetails.add(client, { userId: user.id, sessionId: user.sessionId });
      return authentication;
    },
  };
}

/** Makes the client of a request available to the audit log, and limits how long the request waits. */
export function withRequestScope(route: Route, origins: RequestOrigins): Route {
  return {
    ...route,
    handle: (request) =>
      origins.run(request.client, () => withWaitBudget(requestWaitMs, () => route.handle(request))),
  };
}
