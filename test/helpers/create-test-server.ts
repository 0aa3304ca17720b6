import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServerExtension, StartOptions } from '../../src/library/index.js';
import { readConfig } from '../../src/platform/config/index.js';
import type { EmbeddedDatabase } from '../../src/platform/database/index.js';
import { createServer, type Server } from '../../src/server.js';
import { runCordon } from './run-cordon.js';
import type { ProgramResult } from './run-program.js';
import type { RunningServer } from './sign-in.js';
import { borrowPglite, createMigratedDatabase, testDatabaseUrl } from './test-database.js';

/** Environment variables; undefined removes one. */
export type Environment = Readonly<Partial<Record<string, string>>>;

/** A complete server in the process of the test. */
export interface InProcessServer extends RunningServer {
  readonly server: Server;
  /** The one-time link of the first administrator; empty when there is one. */
  readonly setupLink: string;
  /** Runs SQL as the role of the server. */
  sql(text: string, values?: readonly unknown[]): Promise<readonly Record<string, unknown>[]>;
  stop(): Promise<void>;
}

/**
 * A data folder and a database, with the servers and commands that a test runs on them in its own process.
 */
export interface TestInstallation {
  readonly folder: string;
  readonly dataFolder: string;
  /** Null on the embedded database. */
  readonly databaseUrl: string | null;
  /** Starts a server. On the embedded database, stop the one before first. */
  start(
    environment?: Environment,
    extension?: ServerExtension,
    options?: StartOptions & {
      /** Receives the server before the start. */
      readonly prepare?: (server: Server) => void;
    },
  ): Promise<InProcessServer>;
  /** Runs a command; on the embedded database a server must run. */
  cordon(
    args: readonly string[],
    options?: { readonly environment?: Environment; readonly input?: string },
  ): Promise<ProgramResult>;
  /** Stops the servers and removes the database and the folder. */
  close(): Promise<void>;
}

/**
 * Creates an installation on the kind of database that the tests run on. Hashing costs as little as bcrypt
 * allows.
 */
export async function createTestInstallation({
  dataFolderName = 'data',
  environment = {},
  embedded = testDatabaseUrl === null,
}: {
  readonly dataFolderName?: string;
  readonly environment?: Environment;
  readonly embedded?: boolean;
} = {}): Promise<TestInstallation> {
  const folder = mkdtempSync(join(tmpdir(), 'cordon-test-server-'));
  const dataFolder = join(folder, dataFolderName);
  const database =
    embedded || testDatabaseUrl === null ? null : await createMigratedDatabase(testDatabaseUrl);
  const pglite = database === null ? await borrowPglite() : null;
  const running = new Set<Server>();
  const fullEnvironment = (overrides: Environment = {}): Environment => ({
    PORT: '0',
    CORDON_DATA_DIR: dataFolder,
    CORDON_BCRYPT_COST: '4',
    LOG_LEVEL: 'silent',
    ...(database === null ? {} : { DATABASE_URL: database.url }),
    ...environment,
    ...overrides,
  });
  return {
    folder,
    dataFolder,
    databaseUrl: database?.url ?? null,
    start: async (overrides, extension = {}, { listen = true, prepare = () => {} } = {}) => {
      const config = readConfig(fullEnvironment(overrides));
      const server =
        pglite === null
          ? createServer(config, extension)
          : createServer(config, extension, { kind: 'memory', pglite: withoutClose(pglite) });
      running.add(server);
      prepare(server);
      const { url, setupLink } = await (listen ? server.start() : server.start({ listen: false }));
      return {
        url: url ?? '',
        server,
        setupLink: setupLink ?? '',
        sql: (text, values = []) => server.app.database.dataSource.query(text, [...values]),
        stop: () => server.stop(),
      };
    },
    cordon: (args, options = {}) => runCordon(args, fullEnvironment(options.environment), options.input),
    close: async () => {
      for (const server of running) await server.stop();
      await pglite?.close();
      await database?.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Stops the clock of a server, so that no window and no lock ends on a slow machine. For `prepare`. */
export function stopClock({ app }: Server): void {
  Object.assign(app.database.clock, { now: () => stoppedAt });
}

/** The same for all servers of a test. */
const stoppedAt = new Date();

/** Keeps the database open for the next server of the installation. */
function withoutClose(pglite: EmbeddedDatabase): EmbeddedDatabase {
  return { ...pglite, close: async () => {} };
}

/** A server with its installation. */
export interface TestServer extends InProcessServer {
  /** Runs a command through the control socket of the server. */
  cordon(args: readonly string[], input?: string): Promise<ProgramResult>;
  close(): Promise<void>;
}

/** Creates an installation and starts its server. */
export async function createTestServer(
  environment: Environment = {},
  extension: ServerExtension = {},
): Promise<TestServer> {
  const installation = await createTestInstallation({ environment });
  const server = await installation.start({}, extension);
  return {
    ...server,
    cordon: (args, input) => installation.cordon(args, input === undefined ? {} : { input }),
    close: installation.close,
  };
}
