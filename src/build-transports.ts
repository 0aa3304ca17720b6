import type { Decision, Policy } from '@cordon/auth-directive';
import { printSchemaWithDirectives } from '@graphql-tools/utils';
import type { Logger } from 'pino';
import { hasDefaultIssuer } from './app-options.js';
import type { App } from './app-types.js';
import type { LibraryHost, ServerExtension } from './library/index.js';
import { authenticateBearer } from './modules/access/index.js';
import type { Config } from './platform/config/index.js';
import { translateDatabaseError } from './platform/database/index.js';
import { withRequestScope } from './request-scope.js';
import { schemaText } from './schema-text.js';
import { parseUserId, requestWaitMs, withWaitBudget } from './shared/index.js';
import {
  createGraphqlServer,
  createPolicyResolvers,
  type GraphqlServer,
  type RequestContext,
} from './transports/graphql/index.js';
import {
  createHttpServer,
  createRequestLog,
  type HttpOptions,
  type HttpServer,
  type Metrics,
  type ProjectRoutes,
} from './transports/http/index.js';

type GraphqlPolicies = Readonly<Record<string, Policy<RequestContext>>>;

/** What both transports report to. */
export interface Observers {
  readonly log: Logger;
  readonly metrics: Metrics;
}

/** Builds the GraphQL server with the schemas of Cordon and of a project. */
export function buildGraphqlServer(
  config: Config,
  extension: ServerExtension,
  app: App,
  library: Pick<LibraryHost, 'usersFor'>,
  observers: Observers,
): GraphqlServer {
  const { reader } = app.database.transactions;
  const policies = createPolicyResolvers({
    enforced: () => server,
    printSchema: () => printSchemaWithDirectives(server.schema),
    roles: app.roles,
    findUser: (id) => app.users.users.find(reader, id),
    clock: app.database.clock,
  });
  const server: GraphqlServer = createGraphqlServer({
    typeDefs: [schemaText],
    roles: app.roles,
    resolvers: [
      ...app.modules.flatMap((module) => (module.resolvers === undefined ? [] : [module.resolvers])),
      { ...policies },
    ],
    project: { typeDefs: toList(extension.typeDefs), resolvers: toList(extension.resolvers) },
    rateLimits: {
      fieldLimits: app.rateLimits.fields,
      selfChargedFields: app.modules.flatMap((module) => module.selfChargedFields ?? []),
    },
    ...(config.login.secondFactorRoles.length === 0
      ? {}
      : { secondFactorGate: app.modules.flatMap((module) => module.fieldsWithoutSecondFactor ?? []) }),
    authenticators: app.authenticators,
    projectContext: (client) => ({ users: library.usersFor(client) }),
    ...(extension.policies === undefined ? {} : { policies: asGraphqlPolicies(extension.policies) }),
    introspection: config.graphql.introspection,
    translateDatabaseError,
    clock: app.database.clock,
    log: observers.log,
    onErrorCodes: observers.metrics.countErrorCodes,
    onOperation: (client, operationName) => app.requestDetails.add(client, { operationName }),
    onDecision: (decision) => recordDenial(app, decision),
  });
  return server;
}

/** Returns the routes of a project; undefined when it has none. */
export function buildProjectRoutes(
  { routes }: ServerExtension,
  app: App,
  { usersFor }: Pick<LibraryHost, 'usersFor'>,
): ProjectRoutes | undefined {
  if (routes === undefined) return undefined;
  return {
    roles: app.roles,
    register: (scope, { contextOf, ...access }) =>
      routes(scope, {
        ...access,
        contextOf: (request) => {
          const caller = contextOf(request);
          return { ...caller, users: usersFor(caller.client) };
        },
      }),
    authenticate: (header, client) =>
      app.origins.run(client, () =>
        withWaitBudget(requestWaitMs, () => authenticateBearer(app.authenticators, header)),
      ),
    onDenied: (actorId, coordinate, client) =>
      app.denialRecorder.recordDenial({
        actorId,
        resourceType: 'route',
        coordinate,
        code: 'FORBIDDEN',
        client,
      }),
    run: (client, work) => app.origins.run(client, () => withWaitBudget(requestWaitMs, work)),
  };
}

/** Builds the HTTP server with the routes of the modules and of a project. */
export function buildHttpServer(
  config: Config,
  app: App,
  graphql: GraphqlServer,
  project: ProjectRoutes | undefined,
  observers: Observers,
): HttpServer {
  return createHttpServer({
    options: {
      ...config.http,
      ownOrigin: publicOrigin(config),
      explorers: config.graphql.introspection,
      welcome: !config.isProduction,
      ...mailboxOption(app.mail),
      strictTransportSecurity: config.tokens.issuer.startsWith('https:'),
    },
    graphql: (request) =>
      app.origins.run(request.client, () => withWaitBudget(requestWaitMs, () => graphql.handle(request))),
    subscriptions: graphql.subscriptions,
    routes: app.modules
      .flatMap((module) => module.routes ?? [])
      .map((route) => withRequestScope(route, app.origins)),
    ...(project === undefined ? {} : { project }),
    rateLimits: app.rateLimits.headerCollector,
    requestDetails: app.requestDetails,
    isReachable: app.database.isReachable,
    translateDatabaseError,
    ...observers,
    requestLog: createRequestLog(observers.log),
  });
}

/** The page shows also what was stored a moment ago. */
function mailboxOption({ mailbox, sender }: App['mail']): Pick<HttpOptions, 'mailbox'> {
  if (mailbox === null) return {};
  return { mailbox: () => sender.sendDue().then(mailbox.mails) };
}

/** The origin of the issuer; null in development without one, when another server may own the default. */
function publicOrigin(config: Config): string | null {
  return config.isProduction || !hasDefaultIssuer(config) ? new URL(config.tokens.issuer).origin : null;
}

/** Refusals of anonymous callers are not recorded, because anyone could fill the audit log with them. */
function recordDenial(
  { denialRecorder }: App,
  { caller, coordinate, code, context }: Decision<RequestContext>,
): void {
  const actorId = caller.kind === 'principal' ? parseUserId(caller.id) : null;
  if (actorId !== null) denialRecorder.recordDenial({ actorId, coordinate, code, client: context.client });
}

/** Every context has the values of `projectContext`, which the GraphQL transport does not know. */
function asGraphqlPolicies(policies: NonNullable<ServerExtension['policies']>): GraphqlPolicies {
  return policies as GraphqlPolicies;
}

function toList<T>(given: T | readonly T[] | undefined): readonly T[] {
  // Array.isArray does not narrow readonly arrays by itself.
  const isList = (value: T | readonly T[]): value is readonly T[] => Array.isArray(value);
  if (given === undefined) return [];
  return isList(given) ? given : [given];
}
