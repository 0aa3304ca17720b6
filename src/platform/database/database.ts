import { DataSource, type EntitySchema } from 'typeorm';
import { type Clock, systemClock, type Transactions, withWaitBudget } from '../../shared/index.js';
import { createBoundedPool } from './bounded-pool.js';
import {
  type ConfigWithHosts,
  type DatabaseConfig,
  type DatabaseConnection,
  openDatabaseConnection,
  withHosts,
} from './connection.js';
import { checkListening, checkReplica } from './connection-checks.js';
import { exportData, importData, type RowCounts } from './data-file.js';
import { createDatabaseClock } from './database-clock.js';
import { toStartupError } from './database-startup-error.js';
import { createEmbeddedNotificationTransport } from './embedded-notification-transport.js';
import { type MigrationStatus, migrate, migrationStatus } from './migrate.js';
import { migrations } from './migrations/index.js';
import { migrationsTable } from './migrations-table.js';
import {
  createNotificationChannel,
  type NotificationChannel,
  type NotificationTransport,
} from './notification-channel.js';
import { keepPrepared } from './prepared-statement.js';
import { createServerNotificationTransport, defaultTimings } from './server-notification-transport.js';
import { attributeConnectionErrors, connectHandler, poolOf } from './server-pool.js';
import { checkForeignTables, checkServer, checkWritable } from './startup-checks.js';
import { createTransactions } from './transactions.js';
import { databaseErrorCause } from './translate-database-error.js';

/** The database of the server. Only `open` and `kind` may be used before it is open. */
export interface Database {
  readonly kind: DatabaseConfig['kind'];
  /**
   * Each transaction resolves only after this instance has received the notifications of its changes, so that
   * cached rows are never older than the results that this instance returns.
   */
  readonly transactions: Transactions;
  /** The changes of all instances. Opened separately, after the migrations; closed with the database. */
  readonly notifications: NotificationChannel;
  /** The clock of the server in `DATABASE_URL`; of this machine for the embedded database, or its own. */
  readonly clock: Clock;
  /** For storage files and for tests that read rows. */
  readonly dataSource: DataSource;
  /**
   * Connects to the database; creates and migrates nothing. Throws StartupError when the server cannot be
   * reached, the password is wrong, the database does not exist, or another process uses the data folder;
   * nothing stays open then.
   */
  open(): Promise<void>;
  /** Applies the pending migrations; see `migrate`. */
  migrate(): Promise<readonly string[]>;
  /** Returns which migrations are applied; changes nothing. */
  migrationStatus(): Promise<MigrationStatus>;
  /**
   * Tries to write without a change, and looks for tables of other programs. Throws StartupError when the
   * server could not start.
   */
  checkUsable(): Promise<void>;
  /** Throws StartupError when no change notification is received. For the embedded database, does nothing. */
  checkListening(): Promise<void>;
  /** Throws StartupError when the replica cannot be used. Without one, does nothing. */
  checkReplica(): Promise<void>;
  /** Writes all rows to a new file; see `exportData`. */
  exportData(path: string): Promise<RowCounts>;
  /** Fills an empty database from such a file; see `importData`. */
  importData(path: string): Promise<RowCounts>;
  /**
   * Counts the values of the tables on the embedded database; a server does it by itself. Without this, the
   * planner expects most columns to be null, and sorts all users for each page of a list.
   */
  updateStatistics(): Promise<void>;
  /** Returns the state of the connection pool. All numbers are 0 before `open`. */
  poolState(): PoolState;
  /** Returns true when a statement succeeds; never throws. */
  isReachable(): Promise<boolean>;
  /**
   * Waits for statements in progress, then closes all connections. Does nothing when the database is not
   * open.
   */
  close(): Promise<void>;
}

/** The numbers of connections of the pool. */
export interface PoolState {
  readonly max: number;
  readonly open: number;
  readonly idle: number;
  /** Callers that wait for a connection. */
  readonly waiting: number;
}

/** Receivers of reports about the connections; each is optional. */
export interface DatabaseObservers {
  /**
   * Called once when a connection has lost a prepared statement, so that none is prepared any more. Receives
   * the SQLSTATE.
   */
  readonly onPreparingEnded?: (sqlState: string) => void;
  /** Called with the cause whenever the connection for change notifications could not be used or was lost. */
  readonly onListeningFailed?: (cause: string) => void;
}

/** How long the check of the connection may take. */
const reachableMs = 2_000;
const synchronizeEveryMs = 30_000;

/** Creates the database object without connecting. `tables` are the EntitySchemas of the modules. */
export function createDatabase(
  options: DatabaseConfig,
  tables: readonly EntitySchema[],
  { onPreparingEnded = () => {}, onListeningFailed = () => {} }: DatabaseObservers = {},
): Database {
  const config = withHosts(options);
  const dataSource = new DataSource({
    type: 'postgres',
    entities: [...tables],
    migrations: [...migrations],
    migrationsTableName: migrationsTable,
    synchronize: false,
    installExtensions: false,
    uuidExtension: 'pgcrypto',
    // Without a handler, an error of an idle client (Postgres restarting) would end the process. The next
    // request gets the error again and responds with 503.
    poolErrorHandler: () => {},
  });
  let connection: DatabaseConnection | null = null;
  let synchronizing: NodeJS.Timeout | undefined;
  const clock = createDatabaseClock({
    readTime: () => withWaitBudget(reachableMs, () => readTime(dataSource)),
    localClock: (config.kind === 'memory' ? config.clock : undefined) ?? systemClock,
    elapsedMs: () => performance.now(),
  });
  const isCurrentHost = config.kind === 'postgres' ? config.hosts.isCurrent : () => true;
  const boundedPool = createBoundedPool(() => performance.now(), isCurrentHost);
  const notifications = createNotificationChannel(
    createTransport(config, dataSource, () => connection, onListeningFailed),
  );
  notifications.onLost(() => {
    // The pool reaches the server over the same network.
    boundedPool.suspectConnections();
    if (config.kind === 'postgres') config.hosts.forget();
  });
  return {
    kind: config.kind,
    dataSource,
    clock,
    notifications,
    transactions: createTransactions(dataSource, notifications),
    open: async () => {
      connection = await openDatabaseConnection(config);
      try {
        const onConnect =
          config.kind === 'postgres' ? connectHandler(config.hosts.url, boundedPool) : connection.onConnect;
        await dataSource
          .setOptions({ extra: { ...connection.pool, pipeline: true, onConnect } })
          .initialize();
        boundedPool.boundCheckouts(poolOf(dataSource));
        attributeConnectionErrors(dataSource);
        // The second URL is for poolers that exchange the connections behind the first one.
        if (config.kind !== 'postgres' || config.listenUrl === undefined)
          keepPrepared(dataSource, onPreparingEnded);
        if (config.kind !== 'postgres') return;
        await checkServer(dataSource, config.poolSize + 1);
        await clock.synchronize();
        synchronizing = setInterval(() => void clock.synchronize(), synchronizeEveryMs).unref();
      } catch (error) {
        if (dataSource.isInitialized) await dataSource.destroy();
        await connection.close();
        throw toStartupError(error);
      }
    },
    migrate: () => migrate(dataSource).catch(throwStartupError),
    migrationStatus: () => migrationStatus(dataSource).catch(throwStartupError),
    checkUsable: () => checkUsable(dataSource).catch(throwStartupError),
    checkListening: async () => {
      if (config.kind === 'postgres') await checkListening(config, dataSource);
    },
    checkReplica: async () => {
      if (config.kind === 'postgres') await checkReplica(config, dataSource);
    },
    exportData: (path) => exportData(dataSource, path),
    importData: (path) => importData(dataSource, path),
    updateStatistics: async () => {
      if (config.kind === 'postgres') return;
      // One by one, because requests wait meanwhile.
      for (const { tableName } of dataSource.entityMetadatas)
        await dataSource.query(`ANALYZE "${tableName}"`);
    },
    poolState: () => poolStateOf(dataSource),
    isReachable: () =>
      withWaitBudget(reachableMs, () => dataSource.query('SELECT 1')).then(
        () => true,
        () => false,
      ),
    close: async () => {
      clearInterval(synchronizing);
      if (!dataSource.isInitialized) return;
      await notifications.close();
      await dataSource.destroy();
      await connection?.close();
    },
  };
}

async function checkUsable(dataSource: DataSource): Promise<void> {
  const status = await migrationStatus(dataSource);
  await checkForeignTables(dataSource, status);
  await checkWritable(dataSource, status);
}

async function readTime(dataSource: DataSource): Promise<Date> {
  const [{ now }] = await dataSource.query('SELECT clock_timestamp() AS now');
  return now;
}

function throwStartupError(error: unknown): never {
  throw toStartupError(error);
}

function poolStateOf(dataSource: DataSource): PoolState {
  if (!dataSource.isInitialized) return { max: 0, open: 0, idle: 0, waiting: 0 };
  const { options, totalCount, idleCount, waitingCount } = poolOf(dataSource);
  return { max: options.max, open: totalCount, idle: idleCount, waiting: waitingCount };
}

function createTransport(
  config: ConfigWithHosts,
  dataSource: DataSource,
  connection: () => DatabaseConnection | null,
  onListeningFailed: (cause: string) => void,
): NotificationTransport {
  if (config.kind !== 'postgres') {
    return createEmbeddedNotificationTransport({
      query: (statement) => dataSource.query(statement),
      onMessage: (handler) => connection()?.onMessage?.(handler) ?? (() => {}),
    });
  }
  return createServerNotificationTransport({
    hosts: config.listenHosts,
    query: (statement, values) => dataSource.query(statement, [...values]),
    elapsedMs: () => performance.now(),
    timings: defaultTimings,
    onFailure: (error) => onListeningFailed(databaseErrorCause(error)),
  });
}
