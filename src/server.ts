import { printSchemaWithDirectives } from '@graphql-tools/utils';
import type { Logger } from 'pino';
import { createApp } from './app.js';
import { createObservers } from './app-observers.js';
import { databaseConfig, hasDefaultIssuer } from './app-options.js';
import type { App } from './app-types.js';
import { buildGraphqlServer, buildHttpServer, buildProjectRoutes } from './build-transports.js';
import { ensureFirstAdministrator } from './configured-administrator.js';
import {
  assertExtension,
  type Cordon,
  createLibrary,
  type ServerExtension,
  type StartOptions,
} from './library/index.js';
import { createRoles } from './modules/access/index.js';
import { logNotificationState } from './notification-state.js';
import { operatorGauges } from './operator-metrics.js';
import type { Config } from './platform/config/index.js';
import type { DatabaseConfig } from './platform/database/index.js';
import { startSweeping } from './sweeping.js';
import {
  type ControlServer,
  controlSocketPath,
  postgresControlSocketPath,
  serveCommands,
} from './transports/cli/index.js';
import { createLog, createMetrics } from './transports/http/index.js';
import { logUndeclaredRoles } from './undeclared-roles.js';
import { version } from './version.js';
import type { WorkerDuty } from './workers.js';

/** The complete server in this process. */
export interface Server extends Cordon {
  /** The modules, for the command line. */
  readonly app: App;
  readonly log: Logger;
  /** Returns the schema as SDL, `@auth` rules included. */
  printSchema(): string;
}

interface Started {
  readonly url: string | null;
  readonly setupLink: string | null;
}

/**
 * Builds the server; uses neither the network nor the disk before `start`. Throws for every error in the
 * schema, and names the field.
 */
export function createServer(
  config: Config,
  extension: ServerExtension = {},
  database: DatabaseConfig = databaseConfig(config),
  duty: WorkerDuty | null = null,
): Server {
  assertExtension(extension);
  const log = createLog({ level: config.logLevel });
  const metrics = createMetrics(version);
  if (duty !== null) metrics.shareWithSupervisor();
  let listeningAt: string | null = null;
  let isOpen = false;
  // Links use the configured issuer only. A development server without one uses the address on which it
  // listens.
  const app = createApp(
    config,
    () => (hasDefaultIssuer(config) ? (listeningAt ?? config.tokens.issuer) : config.tokens.issuer),
    createObservers(log, metrics),
    database,
    createRoles(
      extension.roles,
      (role) => log.error({ role }, 'a user has a role that is not declared; access is denied'),
      config.login.secondFactorRoles,
    ),
  );
  metrics.addGauges(operatorGauges(app));
  const library = createLibrary(app, log, () => isOpen);
  const graphql = buildGraphqlServer(config, extension, app, library, { log, metrics });
  const httpConfig = { ...config, http: { ...config.http, servesMetrics: duty === null } };
  const http = buildHttpServer(httpConfig, app, graphql, buildProjectRoutes(extension, app, library), {
    log,
    metrics,
  });
  const notificationState = logNotificationState(app.database.notifications, log);
  let stopSweeping: (() => void) | null = null;
  let control: ControlServer | null = null;

  const stop = async (): Promise<void> => {
    stopSweeping?.();
    notificationState.end();
    const openControl = control;
    // Closing it again would remove the socket of a server that was started later.
    control = null;
    const closeApp = (): Promise<void> => {
      isOpen = false;
      return app.close();
    };
    const closeControl = async (): Promise<void> => openControl?.close();
    // At the same time: mails of the last requests are sent by other instances, or after the next start.
    const stopServing = async (): Promise<void> => {
      await Promise.all([http.close(), app.mail.sender.stop()]);
    };
    await closeAll([closeControl, stopServing, graphql.stop, library.finishHandlers, closeApp]);
  };
  const start = async ({ listen = true }: StartOptions = {}): Promise<Started> => {
    await app.open();
    isOpen = true;
    try {
      await app.database.notifications.open();
      notificationState.logFirstAttempt(config.database.listenUrl !== null);
      await ensureFirstAdministrator(app, config, log);
      await logUndeclaredRoles(app, log);
      await graphql.start();
      if (listen) listeningAt = (await http.listen()).url;
      else await http.serveMounted();
      if (duty !== 'follower') {
        control = await listenForCommands(config, app, log);
        stopSweeping = startSweeping(app.sweep, (error) =>
          log.warn({ err: error }, 'cleanup failed; it will be retried'),
        );
        app.mail.sender.start();
      }
      return { url: listeningAt, setupLink: await app.firstAdministrator.setupLink() };
    } catch (error) {
      await stop().catch((failure: unknown) => log.warn({ err: failure }, 'failed to close everything'));
      throw error;
    }
  };
  return {
    users: library.users,
    issueTokens: library.issueTokens,
    authenticate: library.authenticate,
    on: library.on,
    schema: graphql.schema,
    app,
    log,
    printSchema: () => printSchemaWithDirectives(graphql.schema),
    handler: http.handler,
    acceptWebSockets: http.acceptWebSockets,
    // The URL is null only for a server that does not listen.
    start: start as Server['start'],
    stop,
  };
}

/** Builds the server of a process that may be one of several workers. */
export function createWorker(
  config: Config,
  { duty, count }: { readonly duty: WorkerDuty | null; readonly count: number },
): Server {
  return createServer(config, {}, databaseConfig(config, count), duty);
}

/** Runs every step, after the failure of another one too, and throws the first failure at the end. */
async function closeAll(steps: readonly (() => Promise<void>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const step of steps) await step().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
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
