import { DataSource, type EntitySchema } from 'typeorm';
import { StartupError, type Transactions } from '../../shared/index.js';
import { withBeforeCommit } from './before-commit.js';
import { type DatabaseConfig, type DatabaseConnection, openDatabaseConnection } from './connection.js';
import { createEmbeddedNotificationTransport } from './embedded-notification-transport.js';
import { asReader, asTransaction } from './entity-manager.js';
import { type MigrationStatus, migrate, migrationStatus } from './migrate.js';
import { migrations } from './migrations/index.js';
import {
  createNotificationChannel,
  type NotificationChannel,
  type NotificationTransport,
} from './notification-channel.js';
import { createServerNotificationTransport, defaultTimings } from './server-notification-transport.js';
import { translateDatabaseError } from './translate-database-error.js';

/** The house's one database. Nothing but `open` and `kind` may be used before it is open. */
export interface Database {
  readonly kind: DatabaseConfig['kind'];
  /** Each answers only after this instance has heard of what was committed: what it remembers is never older than its own answers. */
  readonly transactions: Transactions;
  /** What changes, on all instances. Silent before its own `open`, which comes after the migrations; closed with the database. */
  readonly notifications: NotificationChannel;
  /** For storage files and for tests that look at rows. */
  readonly dataSource: DataSource;
  /**
   * Reaches the database; creates and migrates nothing. Refuses with a StartupError when the server is out of reach, the password wrong,
   * the database missing, or the data folder held by another process; then nothing is left open.
   */
  open(): Promise<void>;
  /** Brings the tables to this release; see `migrate`. */
  migrate(): Promise<readonly string[]>;
  /** Which migrations the tables have; changes nothing. */
  migrationStatus(): Promise<MigrationStatus>;
  /** True when a statement comes back; never throws. */
  isReachable(): Promise<boolean>;
  /** Waits for statements in progress, then lets go of everything; does nothing when it is not open. */
  close(): Promise<void>;
}

/** Describes the database without touching it; `tables` are the modules' EntitySchemas. */
export function createDatabase(config: DatabaseConfig, tables: readonly EntitySchema[]): Database {
  const dataSource = new DataSource({
    type: 'postgres',
    entities: [...tables],
    migrations: [...migrations],
    synchronize: false,
    installExtensions: false,
    uuidExtension: 'pgcrypto',
    // An idle client's error (Postgres restarting) would end the process if nobody listened; the next request meets it again and answers 503.
    poolErrorHandler: () => {},
  });
  let connection: DatabaseConnection | null = null;
  const notifications = createNotificationChannel(createTransport(config, dataSource, () => connection));
  return {
    kind: config.kind,
    dataSource,
    notifications,
    transactions: {
      run: async (work) => {
        const result = await dataSource.transaction((manager) =>
          withBeforeCommit(asTransaction(manager), work),
        );
        // Whatever is signed on behalf of this work is signed with a key that was good when it was committed.
        await notifications.catchUp();
        return result;
      },
      reader: asReader(dataSource.manager),
    },
    open: async () => {
      connection = await openDatabaseConnection(config);
      try {
        await dataSource.setOptions({ extra: connection.pool }).initialize();
      } catch (error) {
        await connection.close();
        throw toStartupError(error);
      }
    },
    migrate: () => migrate(dataSource),
    migrationStatus: () => migrationStatus(dataSource),
    isReachable: () =>
      dataSource.query('SELECT 1').then(
        () => true,
        () => false,
      ),
    close: async () => {
      if (!dataSource.isInitialized) return;
      await notifications.close();
      await dataSource.destroy();
      await connection?.close();
    },
  };
}

function createTransport(
  config: DatabaseConfig,
  dataSource: DataSource,
  connection: () => DatabaseConnection | null,
): NotificationTransport {
  if (config.kind !== 'postgres') {
    return createEmbeddedNotificationTransport({
      query: (statement) => dataSource.query(statement),
      onMessage: (handler) => connection()?.onMessage?.(handler) ?? (() => {}),
    });
  }
  return createServerNotificationTransport({
    url: config.url,
    query: (statement, values) => dataSource.query(statement, [...values]),
    elapsedMs: () => performance.now(),
    timings: defaultTimings,
  });
}

const connectionErrors: Readonly<Record<string, readonly [message: string, remedy: string]>> = {
  '28P01': ['The database refused the password in DATABASE_URL.', 'Put the right user and password there.'],
  '28000': ['The database refused the user in DATABASE_URL.', 'Put a user there that may connect.'],
  '3D000': ['The database named in DATABASE_URL does not exist.', 'Create it, or name another.'],
};

function toStartupError(error: unknown): unknown {
  const refusal = translateDatabaseError(error)?.refusals[0];
  if (refusal?.reason !== 'SERVICE_UNAVAILABLE') return error;
  const code = refusal.detail?.replace('database: ', '') ?? '';
  const refused = connectionErrors[code];
  if (refused !== undefined) return new StartupError('DATABASE_REFUSED', refused[0], refused[1], error);
  const message = `The database in DATABASE_URL cannot be reached (${code}).`;
  return new StartupError(
    'DATABASE_UNREACHABLE',
    message,
    'Check that it runs and that host and port are right.',
    error,
  );
}
