import type { FastifyInstance } from 'fastify';
import type { ClientInfo } from '../../shared/index.js';
import { readJsonBodies } from './body-parsers.js';
import { mayUseCookies } from './cookie-origin.js';
import {
  countAuthorizationHeaders,
  readClientInfo,
  readHeaders,
  readQueryString,
} from './request-metadata.js';

/** The port through which /graphql is answered; the GraphQL edge keeps it. */
export type GraphqlHandler = (request: {
  readonly method: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly authorizationHeaderCount: number;
  readonly search: string;
  readonly body: unknown;
  readonly client: ClientInfo;
  readonly cookiesAllowed: boolean;
}) => Promise<{
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** One for each Set-Cookie header; left out: none. */
  readonly setCookies?: readonly string[];
  readonly body: string;
}>;

/** Mounts /graphql (GraphQL over HTTP). Every method comes through, so that the GraphQL edge can refuse the wrong ones in its own words. */
export function mountGraphql(
  app: FastifyInstance,
  handle: GraphqlHandler,
  allowedOrigins: readonly string[],
): void {
  app.register((scope, _options, done) => {
    readJsonBodies(scope);
    scope.route({
      method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
      url: '/graphql',
      handler: async (request, reply) => {
        const answer = await handle({
          method: request.method,
          headers: readHeaders(request),
          authorizationHeaderCount: countAuthorizationHeaders(request),
          search: readQueryString(request),
          body: request.body,
          client: readClientInfo(request),
          cookiesAllowed: mayUseCookies(request, allowedOrigins),
        });
        const { setCookies = [] } = answer;
        if (setCookies.length > 0) reply.header('set-cookie', [...setCookies]);
        return reply.code(answer.status).headers(answer.headers).send(answer.body);
      },
    });
    done();
  });
}
