import type { Decision, Policy } from '@cordon/auth-directive';
import { printSchemaWithDirectives } from '@graphql-tools/utils';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import { type App, createApp } from './app.js';
import { databaseConfig } from './app-options.js';
import { ensureFirstAdministrator } from './configured-administrator.js';
import { logNotificationState } from './notification-state.js';
import { operatorGauges } from './operator-metrics.js';
import { type Config, developmentIssuer } from './platform/config/index.js';
import { type DatabaseConfig, translateDatabaseError } from './platform/database/index.js';
import { withRequestScope } from './request-scope.js';
import { schemaText } from './schema-text.js';
import { parseUserId, type ResolverMap, requestWaitMs, withWaitBudget } from './shared/index.js';
import {
  type ControlServer,
  controlSocketPath,
  postgresControlSocketPath,
  serveCommands,
} from './transports/cli/index.js';
import { createGraphqlServer, type GraphqlServer, type RequestContext } from './transports/graphql/index.js';
import {
  createHttpServer,
  createLog,
  createMetrics,
  type HttpServer,
  type Metrics,
} from './transports/http/index.js';
import { version } from './version.js';

/**
 * The schema of a project that extends Cordon's. The same rules apply: every root field has @auth or @public.
 */
export interface ServerExtension {
  /** GraphQL schema text: new types, `extend type Query`, `extend type User` and so on. */
  readonly typeDefs?: string | readonly string[];
  /** Resolvers by type and field, as for makeExecutableSchema. */
  readonly resolvers?: ResolverMap | readonly ResolverMap[];
  /** Policies by their names in the schema text: `@auth(policy: "isAuthor")`. */
  readonly policies?: Readonly<Record<string, Policy<RequestContext>>>;
}

/** The complete server in this process. */
export interface Server {
  /** The executable schema with all guards. */
  readonly schema: GraphQLSchema;
  /** The modules, for the command line. */
  readonly app: App;
  readonly log: Logger;
  /** Returns the schema as SDL, `@auth` rules included. */
  printSchema(): string;
  /**
   * Migrates the database, opens it and listens. Returns the URL, and the one-time setup link while there is
   * no administrator. Throws a StartupError, after closing everything.
   */
  start(): Promise<{ readonly url: string; readonly setupLink: string | null }>;
  /** Reports "not ready", finishes the requests in flight and closes everything. Safe to call twice. */
  stop(): Promise<void>;
}

const sweepEveryMilliseconds = 10 * 60 * 1000;

/**
 * Builds the server; uses neither the network nor the disk before `start`. Throws for every error in the
 * schema, and names the field.
 */
export function createServer(
  config: Config,
  extension: ServerExtension = {},
  database: DatabaseConfig = databaseConfig(config),
): Server {
  const log = createLog({ level: config.logLevel });
  const metrics = createMetrics(version);
  let listeningAt: string | null = null;
  // Links use the configured issuer only. A development server without one uses the address on which it
  // listens.
  const app = createApp(
    config,
    () => (hasDefaultIssuer(config) ? (listeningAt ?? config.tokens.issuer) : config.tokens.issuer),
    {
      measurements: metrics,
      onDenialsLost: (count, error) =>
        log.warn({ err: error, count }, 'failed to write denials to the audit log'),
    },
    database,
  );
  metrics.addGauges(operatorGauges(app));
  const graphql = buildGraphqlServer(config, extension, app, { log, metrics });
  const http = buildHttpServer(config, app, graphql, { log, metrics });
  const notificationState = logNotificationState(app.database.notifications, log);
  let sweeper: NodeJS.Timeout | null = null;
  let control: ControlServer | null = null;

  const stop = async (): Promise<void> => {
    if (sweeper !== null) clearInterval(sweeper);
    notificationState.end();
    const openControl = control;
    // Closing it again would remove the socket of a server that was started later.
    control = null;
    await closeAll([async () => openControl?.close(), http.close, graphql.stop, app.close]);
  };
  const start = async (): Promise<{ url: string; setupLink: string | null }> => {
    await app.open();
    try {
      await app.database.notifications.open();
      notificationState.logFirstAttempt();
      await ensureFirstAdministrator(app, config, log);
      await graphql.start();
      const { url } = await http.listen();
      listeningAt = url;
      control = await listenForCommands(config, app, log);
      sweeper = startSweeping(app, log);
      return { url, setupLink: await app.firstAdministrator.setupLink() };
    } catch (error) {
      await stop().catch((failure: unknown) => log.warn({ err: failure }, 'failed to close everything'));
      throw error;
    }
  };
  return {
    schema: graphql.schema,
    app,
    log,
    printSchema: () => printSchemaWithDirectives(graphql.schema),
    start,
    stop,
  };
}

/** Runs every step, after the failure of another one too, and throws the first failure at the end. */
async function closeAll(steps: readonly (() => Promise<void>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const step of steps) await step().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}

interface Observers {
  readonly log: Logger;
  readonly metrics: Metrics;
}

function buildGraphqlServer(
  config: Config,
  extension: ServerExtension,
  app: App,
  observers: Observers,
): GraphqlServer {
  return createGraphqlServer({
    typeDefs: [schemaText],
    resolvers: app.modules.flatMap((module) => (module.resolvers === undefined ? [] : [module.resolvers])),
    project: { typeDefs: toList(extension.typeDefs), resolvers: toList(extension.resolvers) },
    rateLimits: {
      fieldLimits: app.rateLimits.fields,
      selfChargedFields: app.modules.flatMap((module) => module.selfChargedFields ?? []),
    },
    authenticators: app.authenticators,
    ...(extension.policies === undefined ? {} : { policies: extension.policies }),
    introspection: config.graphql.introspection,
    translateDatabaseError,
    clock: app.database.clock,
    log: observers.log,
    onErrorCodes: observers.metrics.countErrorCodes,
    onOperation: (client, operationName) => app.requestDetails.add(client, { operationName }),
    onDecision: (decision) => recordDenial(app, decision),
  });
}

function buildHttpServer(config: Config, app: App, graphql: GraphqlServer, observers: Observers): HttpServer {
  return createHttpServer({
    options: {
      ...config.http,
      ownOrigin: publicOrigin(config),
      explorers: config.graphql.introspection,
      welcome: !config.isProduction,
      strictTransportSecurity: config.tokens.issuer.startsWith('https:'),
    },
    graphql: (request) =>
      app.origins.run(request.client, () => withWaitBudget(requestWaitMs, () => graphql.handle(request))),
    subscriptions: graphql.subscriptions,
    routes: app.modules
      .flatMap((module) => module.routes ?? [])
      .map((route) => withRequestScope(route, app.origins)),
    rateLimits: app.rateLimits.headerCollector,
    requestDetails: app.requestDetails,
    isReachable: app.database.isReachable,
    translateDatabaseError,
    ...observers,
  });
}

/** The origin of the issuer; null in development without one, when another server may own the default. */
function publicOrigin(config: Config): string | null {
  return config.isProduction || !hasDefaultIssuer(config) ? new URL(config.tokens.issuer).origin : null;
}

function hasDefaultIssuer({ tokens: { issuer }, http: { port } }: Config): boolean {
  return issuer === developmentIssuer(port);
}

/** Refusals of anonymous callers are not recorded, because anyone could fill the audit log with them. */
function recordDenial(
  { denialRecorder }: App,
  { caller, coordinate, code, context }: Decision<RequestContext>,
): void {
  const actorId = caller.kind === 'principal' ? parseUserId(caller.id) : null;
  if (actorId !== null) denialRecorder.recordDenial({ actorId, coordinate, code, client: context.client });
}

/**
 * Serves the commands of the operator over a local socket. On the embedded database, which only this process
 * may open, they have no other way. On Postgres they open the database themselves when there is no socket.
 */
async function listenForCommands(
  config: Config,
  { commands }: App,
  log: Logger,
): Promise<ControlServer | null> {
  const onFault = (error: unknown): void => log.error({ err: error }, 'a command failed');
  if (config.database.url === null) {
    return serveCommands({ socketPath: controlSocketPath(config.dataDirectory), commands, onFault });
  }
  const socketPath = postgresControlSocketPath(config, version);
  if (socketPath === null) return null;
  return serveCommands({ socketPath, commands, onFault }).catch((error: unknown) => {
    log.debug({ err: error }, 'the control socket is unavailable; commands open the database themselves');
    return null;
  });
}

function startSweeping(app: App, log: Logger): NodeJS.Timeout {
  const sweep = (): Promise<void> =>
    app.sweep().catch((error: unknown) => log.warn({ err: error }, 'cleanup failed; it will be retried'));
  return setInterval(() => void sweep(), sweepEveryMilliseconds).unref();
}

function toList<T>(given: T | readonly T[] | undefined): readonly T[] {
  // Array.isArray does not narrow readonly arrays by itself.
  const isList = (value: T | readonly T[]): value is readonly T[] => Array.isArray(value);
  if (given === undefined) return [];
  return isList(given) ? given : [given];
}
