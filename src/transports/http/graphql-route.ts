import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ClientInfo } from '../../shared/index.js';
import { acceptJsonBodies } from './body-parsers.js';
import { mayUseCookies, type OriginOptions, permittedOrigins } from './origin-check.js';
import {
  countAuthorizationHeaders,
  type ReadClientInfo,
  readHeaders,
  readQueryString,
} from './request-metadata.js';
import { requireUnambiguousParameters } from './strict-text.js';

/** An HTTP request for /graphql, independent of the server library. */
export interface GraphqlRequest {
  readonly method: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** How many Authorization headers were sent. */
  readonly authorizationHeaderCount: number;
  /** The query string with its `?`, or an empty string. */
  readonly search: string;
  /** The parsed JSON body; undefined without one. */
  readonly body: unknown;
  readonly client: ClientInfo;
  /** False when the page that sends the request has an origin that may not use cookies here. */
  readonly cookiesAllowed: boolean;
}

/** The response to a GraphqlRequest. */
export interface GraphqlResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** One value per Set-Cookie header, because these cannot be joined. */
  readonly setCookies: readonly string[];
  /** JSON text. */
  readonly body: string;
}

/** Executes a request for /graphql; implemented by the GraphQL server. */
export type GraphqlHandler = (request: GraphqlRequest) => Promise<GraphqlResponse>;

/**
 * Mounts /graphql (GraphQL over HTTP). All methods are passed to the handler, so that the GraphQL server can
 * reject the wrong ones with a GraphQL response. With the explorers enabled, a browser that opens the address
 * is redirected to GraphiQL.
 */
export function mountGraphql(
  app: FastifyInstance,
  handle: GraphqlHandler,
  readClient: ReadClientInfo,
  options: OriginOptions & { readonly explorers: boolean },
): void {
  const permitted = permittedOrigins(options);
  app.register((scope, _options, done) => {
    acceptJsonBodies(scope);
    scope.route({
      method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
      url: '/graphql',
      handler: async (request, reply) => {
        if (options.explorers && opensPage(request)) return reply.redirect('/graphiql', 303);
        const search = readQueryString(request);
        requireUnambiguousParameters(search);
        const { status, headers, setCookies, body } = await handle({
          method: request.method,
          headers: readHeaders(request),
          authorizationHeaderCount: countAuthorizationHeaders(request),
          search,
          body: request.body,
          client: readClient(request),
          cookiesAllowed: mayUseCookies(request.headers, permitted),
        });
        if (setCookies.length > 0) reply.header('set-cookie', [...setCookies]);
        return reply.code(status).headers(headers).send(body);
      },
    });
    done();
  });
}

/** Returns whether a browser opens the address as a page; clients of the API do not accept HTML. */
function opensPage({ method, headers }: FastifyRequest): boolean {
  return method === 'GET' && /\btext\/html\b/i.test(headers.accept ?? '');
}
