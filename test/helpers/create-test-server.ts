import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../src/platform/config/index.js';
import { createServer, type Server, type ServerExtension } from '../../src/server.js';
import { runCordon } from './run-cordon.js';
import type { ProgramResult } from './run-program.js';
import { borrowPglite, createMigratedDatabase, testDatabaseUrl } from './test-database.js';

/** A complete server in the process of the test, with a database and a port of its own. */
export interface TestServer {
  readonly url: string;
  readonly server: Server;
  /** The one-time link of the first administrator; empty when there is one. */
  readonly setupLink: string;
  /** The environment of the server, for another server or a command on the same database. */
  readonly environment: Readonly<Partial<Record<string, string>>>;
  /** Runs SQL as the role of the server. */
  sql(text: string, values?: readonly unknown[]): Promise<readonly Record<string, unknown>[]>;
  /** Runs a command in this process, through the control socket of the server. */
  cordon(args: readonly string[], input?: string): Promise<ProgramResult>;
  close(): Promise<void>;
}

/**
 * Starts a server on the kind of database that the tests run on. A DATABASE_URL in `environment` makes it another
 * instance on that database. Hashing costs as little as bcrypt allows.
 */
export async function createTestServer(
  environment: Readonly<Partial<Record<string, string>>> = {},
  extension: ServerExtension = {},
): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'cordon-test-server-'));
  const serverUrl = environment['DATABASE_URL'] === undefined ? testDatabaseUrl : null;
  const database = serverUrl === null ? null : await createMigratedDatabase(serverUrl);
  const fullEnvironment = {
    PORT: '0',
    CORDON_DATA_DIR: join(folder, 'data'),
    CORDON_BCRYPT_COST: '4',
    LOG_LEVEL: 'silent',
    ...(database === null ? {} : { DATABASE_URL: database.url }),
    ...environment,
  };
  const config = readConfig(fullEnvironment);
  const server =
    config.database.url === null
      ? createServer(config, extension, { kind: 'memory', pglite: await borrowPglite() })
      : createServer(config, extension);
  const { url, setupLink } = await server.start();
  return {
    url,
    server,
    setupLink: setupLink ?? '',
    environment: fullEnvironment,
    sql: (text, values = []) => server.app.database.dataSource.query(text, [...values]),
    cordon: (args, input) => runCordon(args, fullEnvironment, input),
    close: async () => {
      await server.stop();
      await database?.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
