import { existsSync } from 'node:fs';
import { access, chmod, constants, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import type { Client } from 'pg';
import { type Clock, StartupError } from '../../shared/index.js';
import { lockDataFolder } from './data-folder-lock.js';
import { createDatabaseHosts, type DatabaseHosts } from './database-hosts.js';
import { loadEmbeddedEngine } from './embedded-engine.js';
import type { EmbeddedMessages, MessageHandler } from './embedded-notification-transport.js';
import { findEmbeddedSeed, unpackSeed } from './embedded-seed.js';
import { createEmbeddedStream, type ProtocolEngine } from './embedded-stream.js';
import { connectEmbedded } from './server-pool.js';
import { checkUrl } from './startup-checks.js';
import { typesWithFastTimes } from './timestamps.js';

/** What the server uses of PGlite. */
export type EmbeddedDatabase = ProtocolEngine & Pick<PGlite, 'waitReady' | 'close'>;

export type DatabaseConfig =
  | { readonly kind: 'embedded'; readonly dataFolder: string }
  /** An embedded database that the caller has opened; `close` closes it. Default clock: of this machine. */
  | { readonly kind: 'memory'; readonly pglite: EmbeddedDatabase; readonly clock?: Clock }
  | {
      readonly kind: 'postgres';
      readonly url: string;
      readonly poolSize: number;
      /** The same database without the pooler at `url`, for LISTEN. */
      readonly listenUrl?: string;
      /** A standby of the same database, for lists only. */
      readonly replicaUrl?: string;
    };

type ServerConfig = Extract<DatabaseConfig, { readonly kind: 'postgres' }>;

/** The configuration of a server, with the servers that its URLs name. */
export type ServerConfigWithHosts = ServerConfig & {
  readonly hosts: DatabaseHosts;
  /** Those of `listenUrl`; without it, the same. */
  readonly listenHosts: DatabaseHosts;
};

/** The configuration with the servers that its URLs name. */
export type ConfigWithHosts = Exclude<DatabaseConfig, ServerConfig> | ServerConfigWithHosts;

/** Reads the URLs of the configuration. Throws for one that `readConfig` would have rejected. */
export function withHosts(config: DatabaseConfig): ConfigWithHosts {
  if (config.kind !== 'postgres') return config;
  const { url, listenUrl } = config;
  const hosts = createDatabaseHosts(url);
  return { ...config, hosts, listenHosts: listenUrl === undefined ? hosts : createDatabaseHosts(listenUrl) };
}

/** How TypeORM's postgres driver connects to the database. */
export interface DatabaseConnection {
  /** The options of the `pg` pool. */
  readonly pool: Readonly<Record<string, unknown>>;
  /** The notifications of the embedded database, which need no separate connection; null on a server. */
  readonly onMessage: EmbeddedMessages['onMessage'] | null;
  /** The `onConnect` option of the pool of the embedded database; null on a server. */
  readonly onConnect: ((client: Client) => Promise<void>) | null;
  /** Releases what the pool does not own. */
  close(): Promise<void>;
}

/** Less than a request may wait, so that one whose first attempt fails is answered in time. */
const connectionTimeoutMillis = 3_000;

/**
 * Opens the embedded database (one connection, one process), or returns the connection settings of a server.
 * Throws StartupError when the embedded database is not installed, or another process uses the data folder.
 */
export async function openDatabaseConnection(config: ConfigWithHosts): Promise<DatabaseConnection> {
  if (config.kind === 'postgres') return serverConnection(config.hosts, config.poolSize);
  if (config.kind === 'memory') return embeddedConnection(config.pglite);
  const { PGlite } = await loadEmbeddedEngine();
  const { dataFolder } = config;
  // PGlite creates world-readable files, so the folder above them must be private.
  await makePrivateFolder(dataFolder);
  const lock = await lockDataFolder(dataFolder);
  try {
    const connection = await embeddedConnection(new PGlite(prepareDatabaseFolder(dataFolder)));
    return { ...connection, close: () => connection.close().finally(lock.release) };
  } catch (error) {
    await lock.release();
    throw new StartupError(
      'DATA_FOLDER_UNUSABLE',
      `The embedded database in ${dataFolder} cannot be opened.`,
      'Restore a backup of the folder, or set DATABASE_URL.',
      error,
    );
  }
}

/**
 * Unpacks the seed at the first start. Without a seed, PGlite creates the database, which takes far longer.
 */
function prepareDatabaseFolder(dataFolder: string): string {
  const folder = join(dataFolder, 'database');
  const seedFile = existsSync(folder) ? null : findEmbeddedSeed();
  if (seedFile !== null) unpackSeed(seedFile, folder);
  return folder;
}

async function makePrivateFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await chmod(folder, 0o700);
    await access(folder, constants.W_OK);
  } catch (error) {
    const message = `The data folder ${folder} cannot be created or written.`;
    throw new StartupError(
      'DATA_FOLDER_UNUSABLE',
      message,
      'Run Cordon as the owner of the folder, or choose another one with CORDON_DATA_DIR.',
      error,
    );
  }
}

async function embeddedConnection(pglite: EmbeddedDatabase): Promise<DatabaseConnection> {
  await pglite.waitReady;
  const handlers = new Set<MessageHandler>();
  return {
    pool: {
      stream: () => createEmbeddedStream(pglite),
      // The environment may ask for TLS.
      ssl: false,
      types: typesWithFastTimes,
      // Exactly one connection, because all would share one session. Waiting for it inside a transaction must
      // fail, not hang.
      max: 1,
      idleTimeoutMillis: 0,
      connectionTimeoutMillis,
    },
    onMessage: (handler) => {
      handlers.add(handler);
      return () => handlers.delete(handler);
    },
    onConnect: connectEmbedded((channel, text) => {
      for (const handler of [...handlers]) handler(channel, text);
    }),
    close: () => pglite.close(),
  };
}

/** Returns the connection settings of a server. */
export function serverConnection({ url, Client }: DatabaseHosts, poolSize: number): DatabaseConnection {
  checkUrl(url);
  return {
    pool: {
      connectionString: url,
      Client,
      types: typesWithFastTimes,
      max: poolSize,
      connectionTimeoutMillis,
      application_name: 'cordon',
      keepAlive: true,
      statement_timeout: 10_000,
      lock_timeout: 3_000,
      // Locks of a transaction whose connection is lost are released after this time.
      idle_in_transaction_session_timeout: 5_000,
    },
    onMessage: null,
    onConnect: null,
    close: async () => {},
  };
}
