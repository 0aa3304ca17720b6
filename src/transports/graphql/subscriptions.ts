import type { AuthDirective } from '@cordon/auth-directive';
import { type ExecutionArgs, GraphQLError, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import { makeServer } from 'graphql-ws';
import type { ClientInfo } from '../../shared/index.js';
import { type Identification, identify } from './authenticate-request.js';
import { connectionCredential } from './connection-credential.js';
import { type ErrorTableOptions, formatError } from './error-table.js';
import type { RequestContext } from './request-context.js';
import { finishedError, logFaults } from './response-errors.js';
import {
  readSubscription,
  type SubscriptionLimits,
  type SubscriptionRequest,
} from './subscription-request.js';

/** A WebSocket, free of any server library. */
export interface SubscriptionSocket {
  /** The subprotocol that was agreed on, or nothing. */
  readonly protocol: string;
  /** Answers when the text is on its way: who sends on then never piles up more than one text. */
  send(text: string): Promise<void>;
  close(code: number, reason: string): void;
  onMessage(handler: (text: string) => Promise<void>): void;
}

/** Serves one socket from its opening; answers what must be told of its end. */
export type OpenSubscriptions = (
  socket: SubscriptionSocket,
  client: ClientInfo,
) => (code: number, reason: string) => Promise<void>;

/** What the protocol is made from. */
export interface SubscriptionsOptions extends Identification {
  readonly schema: GraphQLSchema;
  readonly auth: AuthDirective<RequestContext>;
  readonly limits: SubscriptionLimits;
  readonly errors: ErrorTableOptions;
  readonly onErrorCodes: (codes: readonly string[]) => void;
}

/** What is known of a connection. */
interface Connection {
  readonly client: ClientInfo;
}

const mostOperations = 10;
const patienceForInitMs = 5_000;

/**
 * Serves subscriptions by the protocol graphql-transport-ws, within the limits of requests over HTTP. The credential of `connection_init` is
 * judged anew for each operation, before its source starts, and before each event; a refused operation gets one `error` message.
 */
export function createSubscriptions(options: SubscriptionsOptions): OpenSubscriptions {
  const finish = (errors: readonly GraphQLError[], context: Answering): readonly GraphQLFormattedError[] => {
    logFaults(errors, context.requestId, options);
    const finished = errors.map((error) =>
      finishedError(formatError(error.toJSON(), error, options.errors), context),
    );
    options.onErrorCodes(finished.map(({ extensions }) => String(extensions?.['code'])));
    return finished;
  };
  const server = makeServer<Record<string, unknown>, Connection>({
    connectionInitWaitTimeout: patienceForInitMs,
    onSubscribe: ({ extra, connectionParams, subscriptions }, _id, request) =>
      Object.keys(subscriptions).length > mostOperations
        ? [tooMany()]
        : begin(request, connectionParams, extra, options),
    onNext: (_context, _id, _request, { contextValue }, { data, errors }) => {
      if (errors === undefined) return undefined;
      // Every execution has the context that `begin` made.
      const finished = finish(errors, contextValue as RequestContext);
      return data === undefined ? { errors: finished } : { data, errors: finished };
    },
    onError: ({ extra }, _id, _request, errors) => finish(errors, { requestId: extra.client.requestId }),
  });
  return (socket, client) => server.opened(socket, { client });
}

type Answering = Pick<RequestContext, 'requestId' | 'unavailable'>;

async function begin(
  request: SubscriptionRequest,
  parameters: Readonly<Record<string, unknown>> | undefined,
  { client }: Connection,
  options: SubscriptionsOptions,
): Promise<ExecutionArgs | readonly GraphQLError[]> {
  const { schema, auth, limits } = options;
  const read = readSubscription(schema, request, limits);
  if (read.errors !== null) return read.errors;
  const { document, operation } = read;
  const credential = connectionCredential(parameters);
  const context = await contextOf(client, () => identify(credential, client.requestId, options));
  const variables = { ...request.variables };
  const answer = await auth.plan({ schema, document, operation, variables, context });
  if (answer.kind === 'refused') {
    const { unavailable } = context;
    return unavailable === undefined ? answer.errors : [new GraphQLError('', { originalError: unavailable })];
  }
  const { operationName } = request;
  return { schema, document, operationName, variableValues: variables, contextValue: context };
}

/** A context that can ask again who calls, and tells of the last time that nobody could be asked. */
async function contextOf(
  client: ClientInfo,
  ask: () => ReturnType<typeof identify>,
): Promise<RequestContext> {
  const first = await ask();
  let { unavailable } = first;
  return {
    requestId: client.requestId,
    client,
    currentUser: first.currentUser,
    authenticationFailure: first.authenticationFailure,
    get unavailable() {
      return unavailable;
    },
    askAgain: async () => {
      const now = await ask();
      unavailable = now.unavailable;
      return now;
    },
  };
}

function tooMany(): GraphQLError {
  return new GraphQLError(`A connection may hold at most ${mostOperations} subscriptions at once.`, {
    extensions: { code: 'RATE_LIMITED' },
  });
}
