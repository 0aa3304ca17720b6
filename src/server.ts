import { readFileSync } from 'node:fs';
import type { Decision, Policy } from '@cordon/auth-directive';
import { printSchemaWithDirectives } from '@graphql-tools/utils';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import { type App, createApp } from './app.js';
import { type Config, developmentIssuer } from './platform/config/index.js';
import { databaseRefusal } from './platform/database/index.js';
import {
  type ChangeNotices,
  parseUserId,
  type RequestOrigins,
  type ResolverMap,
  type Route,
  systemClock,
} from './shared/index.js';
import { type ControlServer, controlSocketPath, serveCommands } from './transports/cli/index.js';
import { createGraphqlEdge, type GraphqlEdge, type RequestContext } from './transports/graphql/index.js';
import {
  createHttpEdge,
  createLog,
  createMetrics,
  type HttpEdge,
  type Metrics,
} from './transports/http/index.js';

/** What a project adds to Cordon's own schema, under the same rules: every root field says @auth or @public. */
export interface ServerExtension {
  /** GraphQL schema text: types of its own, `extend type Query`, `extend type User` and so on. */
  readonly typeDefs?: string | readonly string[];
  /** Resolvers by type and field, as makeExecutableSchema takes them. */
  readonly resolvers?: ResolverMap | readonly ResolverMap[];
  /** Policies by the names that the schema text gives them: `@auth(policy: "isAuthor")`. */
  readonly policies?: Readonly<Record<string, Policy<RequestContext>>>;
}

/** A whole server in this process. */
export interface Server {
  /** The schema with every guard in place. */
  readonly schema: GraphQLSchema;
  /** The rooms behind it; for the command line. */
  readonly app: App;
  readonly log: Logger;
  /** The schema as SDL, rules included. */
  printSchema(): string;
  /**
   * Migrates, opens and listens. Answers the address, and the one-time link that makes the first administrator while there is none.
   * Refuses with a StartupError; then nothing is left open.
   */
  start(): Promise<{ readonly url: string; readonly setupLink: string | null }>;
  /** Says "not ready", finishes the requests in flight, lets go of everything. Safe to call twice. */
  stop(): Promise<void>;
}

/** The contract; schema.graphql lies beside src/ and dist/ alike. */
export const contract: string = readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8');

const sweepEveryMilliseconds = 10 * 60 * 1000;

/** Builds the server; touches neither network nor disk before `start`. Throws at once, by name, for whatever @auth refuses in the schema. */
export function createServer(config: Config, extension: ServerExtension = {}): Server {
  const log = createLog({ level: config.logLevel });
  const metrics = createMetrics();
  let listeningAt: string | null = null;
  // A configured issuer is the only address that links may name. A development server without one is found where it listens.
  const app = createApp(
    config,
    () =>
      config.tokens.issuer === developmentIssuer ? (listeningAt ?? developmentIssuer) : config.tokens.issuer,
    (count, error) => log.warn({ err: error, count }, 'refusals could not be written to the audit log'),
  );
  const graphql = graphqlEdge(config, extension, app, { log, metrics });
  const http = httpEdge(config, app, graphql, { log, metrics });
  logNotices(app.database.notifications, log);
  let sweeper: NodeJS.Timeout | null = null;
  let control: ControlServer | null = null;

  const stop = async (): Promise<void> => {
    if (sweeper !== null) clearInterval(sweeper);
    await control?.close();
    // Closing it again would take away the socket of who came after.
    control = null;
    await http.close();
    await graphql.stop();
    await app.close();
  };
  const start = async (): Promise<{ url: string; setupLink: string | null }> => {
    await app.open();
    try {
      await app.database.notifications.open();
      await ensureFirstAdministrator(app, config, (message) => log.info({}, message));
      await graphql.start();
      const { url } = await http.listen();
      listeningAt = url;
      control = await listenForCommands(config, app, log);
      sweeper = startSweeping(app, log);
      return { url, setupLink: await app.firstAdministrator.setupLink() };
    } catch (error) {
      await stop();
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

/** What the edges tell of their work. */
interface Observers {
  readonly log: Logger;
  readonly metrics: Metrics;
}

function graphqlEdge(
  config: Config,
  extension: ServerExtension,
  app: App,
  observers: Observers,
): GraphqlEdge {
  return createGraphqlEdge({
    typeDefs: [contract, ...listOf(extension.typeDefs)],
    resolvers: [
      ...app.rooms.flatMap((room) => (room.resolvers === undefined ? [] : [room.resolvers])),
      ...listOf(extension.resolvers),
    ],
    limiting: {
      limits: app.limits.fields,
      chargedByRooms: app.rooms.flatMap((room) => room.chargesItself ?? []),
    },
    authenticators: app.authenticators,
    ...(extension.policies === undefined ? {} : { policies: extension.policies }),
    introspection: config.graphql.introspection,
    databaseRefusal,
    clock: systemClock,
    log: observers.log,
    onErrorCodes: observers.metrics.countErrorCodes,
    onDecision: (decision) => noteDenial(app, decision),
  });
}

function httpEdge(config: Config, app: App, graphql: GraphqlEdge, observers: Observers): HttpEdge {
  return createHttpEdge({
    options: {
      ...config.http,
      explorers: config.graphql.introspection,
      welcome: !config.isProduction,
      strictTransportSecurity: config.tokens.issuer.startsWith('https:'),
    },
    graphql: (request) => app.origins.run(request.client, () => graphql.handle(request)),
    subscriptions: graphql.subscriptions,
    routes: app.rooms.flatMap((room) => room.routes ?? []).map((route) => withOrigin(route, app.origins)),
    rateLimits: app.limits.notes,
    isReachable: app.database.isReachable,
    databaseRefusal,
    ...observers,
  });
}

/** Whoever writes down what a route does knows where it was asked for. */
function withOrigin(route: Route, origins: RequestOrigins): Route {
  return { ...route, handle: (request) => origins.run(request.client, () => route.handle(request)) };
}

/** Strangers' refusals are counted, not written down: anybody could fill the log with them. */
function noteDenial({ denials }: App, { caller, coordinate, code, context }: Decision<RequestContext>): void {
  const actorId = caller.kind === 'principal' ? parseUserId(caller.id) : null;
  if (actorId !== null) denials.note({ actorId, coordinate, code, client: context.client });
}

/** While this process holds the embedded database, commands of the operator reach it through a local socket. */
async function listenForCommands(
  { database, dataDirectory }: Config,
  { commands }: App,
  log: Logger,
): Promise<ControlServer | null> {
  if (database.url !== null) return null;
  return serveCommands({
    socketPath: controlSocketPath(dataDirectory),
    commands,
    onFault: (error) => log.error({ err: error }, 'a command of the operator failed'),
  });
}

function startSweeping(app: App, log: Logger): NodeJS.Timeout {
  const sweep = (): Promise<void> =>
    app
      .sweep()
      .catch((error: unknown) => log.warn({ err: error }, 'sweeping failed; it is tried again later'));
  return setInterval(() => void sweep(), sweepEveryMilliseconds).unref();
}

function logNotices(notices: ChangeNotices, log: Logger): void {
  const lost = 'changes of other instances are not heard: the database is asked each time until they are';
  let wasLost = false;
  notices.onLost(() => {
    wasLost = true;
    log.warn({}, lost);
  });
  // At a start this is no news.
  notices.onResync(() => log[wasLost ? 'info' : 'debug']({}, 'changes of all instances are heard'));
}

async function ensureFirstAdministrator(
  app: App,
  config: Config,
  tell: (message: string) => void,
): Promise<void> {
  const { firstAdministrator: wanted } = config;
  if (wanted === null) return;
  const { username, email, password } = wanted;
  const made = await app.firstAdministrator.ensure({ username, email, fullName: null }, password);
  tell(
    made
      ? 'the first administrator was made from CORDON_ADMIN_*'
      : 'CORDON_ADMIN_* was not used: there is an administrator',
  );
}

function listOf<T>(given: T | readonly T[] | undefined): readonly T[] {
  if (given === undefined) return [];
  return isList(given) ? given : [given];
}

/** Array.isArray, which does not narrow readonly arrays by itself. */
function isList<T>(given: T | readonly T[]): given is readonly T[] {
  return Array.isArray(given);
}
