import type { AuthDirective } from '@cordon/auth-directive';
import { type ExecutionArgs, GraphQLError, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import { makeServer } from 'graphql-ws';
import type { ClientInfo } from '../../shared/index.js';
import { type AuthenticationDependencies, authenticateRequest } from './authenticate-request.js';
import { readConnectionCredential } from './connection-credential.js';
import { type ErrorTableOptions, formatError } from './error-table.js';
import type { RequestContext } from './request-context.js';
import { finalizeError, logServerErrors } from './response-errors.js';
import {
  parseSubscription,
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
export type SubscriptionHandler = (
  socket: SubscriptionSocket,
  client: ClientInfo,
) => (code: number, reason: string) => Promise<void>;

/** What the protocol is made from. */
export interface SubscriptionsDependencies extends AuthenticationDependencies {
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

const maxOperations = 10;
const initTimeoutMs = 5_000;

/**
 * Serves subscriptions by the protocol graphql-transport-ws, within the limits of requests over HTTP. The credential of `connection_init` is
 * judged anew for each operation, before its source starts, and before each event; a refused operation gets one `error` message.
 */
export function createSubscriptions(dependencies: SubscriptionsDependencies): SubscriptionHandler {
  const finish = (
    errors: readonly GraphQLError[],
    context: ErrorContext,
  ): readonly GraphQLFormattedError[] => {
    logServerErrors(errors, context.requestId, dependencies);
    const finished = errors.map((error) =>
      finalizeError(formatError(error.toJSON(), error, dependencies.errors), context),
    );
    dependencies.onErrorCodes(finished.map(({ extensions }) => String(extensions?.['code'])));
    return finished;
  };
  const server = makeServer<Record<string, unknown>, Connection>({
    connectionInitWaitTimeout: initTimeoutMs,
    onSubscribe: ({ extra, connectionParams, subscriptions }, _id, request) =>
      Object.keys(subscriptions).length > maxOperations
        ? [tooManySubscriptions()]
        : prepareExecution(request, connectionParams, extra, dependencies),
    onNext: (_context, _id, _request, { contextValue }, { data, errors }) => {
      if (errors === undefined) return undefined;
      // Every execution has the context that `prepareExecution` made.
      const finished = finish(errors, contextValue as RequestContext);
      return data === undefined ? { errors: finished } : { data, errors: finished };
    },
    onError: ({ extra }, _id, _request, errors) => finish(errors, { requestId: extra.client.requestId }),
  });
  return (socket, client) => server.opened(socket, { client });
}

type ErrorContext = Pick<RequestContext, 'requestId' | 'unavailable'>;

async function prepareExecution(
  request: SubscriptionRequest,
  parameters: Readonly<Record<string, unknown>> | undefined,
  { client }: Connection,
  dependencies: SubscriptionsDependencies,
): Promise<ExecutionArgs | readonly GraphQLError[]> {
  const { schema, auth, limits } = dependencies;
  const read = parseSubscription(schema, request, limits);
  if (read.errors !== null) return read.errors;
  const { document, operation } = read;
  const credential = readConnectionCredential(parameters);
  const context = await createSubscriptionContext(client, () =>
    authenticateRequest(credential, client.requestId, dependencies),
  );
  const variables = { ...request.variables };
  const answer = await auth.plan({ schema, document, operation, variables, context });
  if (answer.kind === 'refused') {
    const { unavailable } = context;
    return unavailable === undefined ? answer.errors : [new GraphQLError('', { originalError: unavailable })];
  }
  const { operationName } = request;
  return { schema, document, operationName, variableValues: variables, contextValue: context };
}

/** A context that can authenticate again who calls, and tells of the last time that nobody could be asked. */
async function createSubscriptionContext(
  client: ClientInfo,
  authenticate: () => ReturnType<typeof authenticateRequest>,
): Promise<RequestContext> {
  const first = await authenticate();
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
      const now = await authenticate();
      unavailable = now.unavailable;
      return now;
    },
  };
}

function tooManySubscriptions(): GraphQLError {
  return new GraphQLError(`A connection may hold at most ${maxOperations} subscriptions at once.`, {
    extensions: { code: 'RATE_LIMITED' },
  });
}
