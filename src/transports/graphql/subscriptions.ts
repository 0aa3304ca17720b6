import type { AuthDirective } from '@cordon/auth-directive';
import { type ExecutionArgs, GraphQLError, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import { CloseCode, makeServer } from 'graphql-ws';
import {
  type ClientInfo,
  type Clock,
  hasDuplicateMembers,
  type Log,
  renewWaitBudget,
  requestWaitMs,
  withWaitBudget,
} from '../../shared/index.js';
import type { SocketHandler, TextSocket } from '../http/index.js';
import {
  type AuthenticationDependencies,
  authenticateRequest,
  readConnectionCredential,
} from './authenticate-request.js';
import { type ErrorTableOptions, formatError } from './error-table.js';
import type { ProjectContext, RequestContext } from './request-context.js';
import { finalizeError, logServerErrors, requestLogFields } from './response-errors.js';
import {
  parseSubscription,
  type SubscriptionLimits,
  type SubscriptionRequest,
} from './subscription-request.js';

export interface SubscriptionsDependencies extends AuthenticationDependencies {
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn' | 'error'>;
  readonly schema: GraphQLSchema;
  readonly auth: AuthDirective<RequestContext>;
  readonly limits: SubscriptionLimits;
  /** Returns further members of the context of an operation, for the resolvers of a project. */
  readonly projectContext?: ProjectContext;
  readonly errors: ErrorTableOptions;
  readonly onErrorCodes: (codes: readonly string[]) => void;
}

interface Connection {
  readonly client: ClientInfo;
  /** Closes the connection with a code after which clients connect again. */
  readonly close: (code: number, reason: string) => void;
  /** The time of `connection_init`: the access token must have been valid then, the session must be now. */
  receivedAt: Date;
  /** Whether the credential of `connection_init` was accepted for an operation. */
  wasAuthenticated: boolean;
}

const maxOperations = 10;
const initTimeoutMs = 5_000;

/**
 * Serves subscriptions with the protocol graphql-transport-ws, within the limits of requests over HTTP. The
 * credential of `connection_init` is checked for each operation before its source starts, and again before
 * each event. A connection lives as long as its session. A refused operation gets one `error` message; when
 * access that was granted has ended, or cannot be checked, the connection is closed with a code after which
 * graphql-ws connects again, with the credential that the client has by then.
 * An operation may wait as long as a request over HTTP until its source has started, and again for each
 * event.
 */
export function createSubscriptions(dependencies: SubscriptionsDependencies): SocketHandler {
  const finish = (
    errors: readonly GraphQLError[],
    context: ErrorContext,
  ): readonly GraphQLFormattedError[] => {
    logServerErrors(errors, requestLogFields(context, undefined), dependencies);
    const finished = errors.map((error) =>
      finalizeError(formatError(error.toJSON(), error, dependencies.errors), context),
    );
    dependencies.onErrorCodes(finished.map(({ extensions }) => String(extensions?.['code'])));
    return finished;
  };
  const server = makeServer<Record<string, unknown>, Connection>({
    connectionInitWaitTimeout: initTimeoutMs,
    onConnect: ({ extra }) => {
      extra.receivedAt = dependencies.clock.now();
    },
    onSubscribe: ({ extra, connectionParams, subscriptions }, _id, request) =>
      Object.keys(subscriptions).length > maxOperations
        ? [tooManySubscriptions()]
        : prepareExecution(request, connectionParams, extra, dependencies),
    onNext: ({ extra }, _id, _request, { contextValue }, { data, errors }) => {
      if (errors === undefined) return undefined;
      // Every execution has the context that `prepareExecution` created.
      const finished = finish(errors, contextValue as RequestContext);
      closeAfterLostAccess(finished, contextValue as RequestContext, extra);
      return data === undefined ? { errors: finished } : { data, errors: finished };
    },
    onError: ({ extra }, _id, _request, errors) =>
      finish(errors, { requestId: extra.client.requestId, client: extra.client, currentUser: null }),
  });
  return (socket, client) =>
    server.opened(withWaitLimit(withoutDuplicateMembers(socket)), {
      client,
      close: socket.close,
      receivedAt: dependencies.clock.now(),
      wasAuthenticated: false,
    });
}

const tryAgainLater = 1013;

/** Closes the connection before the errors of an event are sent, if it ended a signed-in subscription. */
function closeAfterLostAccess(
  errors: readonly GraphQLFormattedError[],
  { currentUser, unavailable }: RequestContext,
  { close }: Connection,
): void {
  if (currentUser === null) return;
  const lost = errors.find(({ extensions }) => extensions?.['code'] === 'UNAUTHENTICATED');
  if (unavailable !== undefined) close(tryAgainLater, 'SERVICE_UNAVAILABLE');
  else if (lost !== undefined) close(CloseCode.Forbidden, String(lost.extensions?.['reason']));
}

function withWaitLimit(socket: TextSocket): TextSocket {
  return {
    ...socket,
    onMessage: (handler) => socket.onMessage((text) => withWaitBudget(requestWaitMs, () => handler(text))),
  };
}

/** Closes the connection, as for malformed JSON, where a message could be read in two ways. */
function withoutDuplicateMembers(socket: TextSocket): TextSocket {
  return {
    ...socket,
    onMessage: (handler) =>
      socket.onMessage(async (text) => {
        if (isJson(text) && hasDuplicateMembers(text))
          return socket.close(CloseCode.BadRequest, 'The message has a duplicate member.');
        return handler(text);
      }),
  };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

type ErrorContext = Pick<RequestContext, 'requestId' | 'client' | 'currentUser' | 'unavailable'>;

async function prepareExecution(
  request: SubscriptionRequest,
  parameters: Readonly<Record<string, unknown>> | undefined,
  connection: Connection,
  dependencies: SubscriptionsDependencies,
): Promise<ExecutionArgs | readonly GraphQLError[]> {
  const { schema, auth, limits } = dependencies;
  const { client } = connection;
  const parsed = parseSubscription(schema, request, limits);
  if (parsed.errors !== null) return parsed.errors;
  const { document, operation } = parsed;
  const credential = readConnectionCredential(parameters, connection.receivedAt);
  const context = await createSubscriptionContext(client, dependencies, () =>
    authenticateRequest(credential, client.requestId, dependencies),
  );
  if (context.currentUser !== null) connection.wasAuthenticated = true;
  else if (connection.wasAuthenticated && context.authenticationFailure !== null)
    connection.close(CloseCode.Forbidden, context.authenticationFailure);
  const variables = { ...request.variables };
  const decision = await auth.plan({ schema, document, operation, variables, context });
  if (decision.kind === 'refused') {
    const { unavailable } = context;
    return unavailable === undefined
      ? decision.errors
      : [new GraphQLError('', { originalError: unavailable })];
  }
  const { operationName } = request;
  return { schema, document, operationName, variableValues: variables, contextValue: context };
}

/**
 * The context authenticates the caller again before each event; `unavailable` is that of the last
 * authentication.
 */
async function createSubscriptionContext(
  client: ClientInfo,
  { projectContext }: SubscriptionsDependencies,
  authenticate: () => ReturnType<typeof authenticateRequest>,
): Promise<RequestContext> {
  const first = await authenticate();
  let { unavailable } = first;
  return {
    ...projectContext?.(client),
    requestId: client.requestId,
    client,
    currentUser: first.currentUser,
    authenticationFailure: first.authenticationFailure,
    get unavailable() {
      return unavailable;
    },
    askAgain: async () => {
      renewWaitBudget(requestWaitMs);
      const authentication = await authenticate();
      unavailable = authentication.unavailable;
      return authentication;
    },
  };
}

function tooManySubscriptions(): GraphQLError {
  return new GraphQLError(`A connection can have at most ${maxOperations} subscriptions at the same time.`, {
    extensions: { code: 'RATE_LIMITED' },
  });
}
