import { DataSource, type EntitySchema } from 'typeorm';
import {
  boundedWait,
  type Measurements,
  type Reader,
  type ReadList,
  withWaitBudget,
} from '../../shared/index.js';
import { createBoundedPool } from './bounded-pool.js';
import { type DatabaseConfig, serverConnection } from './connection.js';
import { createDatabaseHosts } from './database-hosts.js';
import { asReader, entityManager } from './entity-manager.js';
import { attributeConnectionErrors, connectHandler, poolOf } from './server-pool.js';
import { translateDatabaseError } from './translate-database-error.js';

/** Where a list was read: at the replica, or at the primary because the replica was behind or failed. */
export type ReplicaOutcome = Parameters<Measurements['countListRead']>[0];

export interface ReplicaReads {
  /** See `ReadList`. Fails only when the primary fails. */
  readonly read: ReadList;
  /** Closes the connections. Nothing may be read afterwards. */
  close(): Promise<void>;
}

export interface ReplicaOptions {
  readonly url: string;
  readonly poolSize: number;
  readonly tables: readonly EntitySchema[];
  /** Reads at the primary. */
  readonly primary: Reader;
  readonly onRead: (outcome: ReplicaOutcome, error?: unknown) => void;
  /** Returns the milliseconds of a monotonic clock. */
  readonly elapsedMs: () => number;
}

/** How long a list may take at the replica; the primary has the rest of the time of the request. */
const replicaLimitMs = 1_000;
/** How long a replica that has failed is not asked again. */
const retryAfterMs = 5_000;

/** The tables that a connection reads. A cluster has several databases, and a database several schemas. */
const origin = `(SELECT concat_ws(' ', system_identifier, current_database(), current_schema())
  FROM pg_control_system())`;

/**
 * Where the log of the primary ends, as far as it was confirmed to anyone: without synchronous commits that
 * is before it was written. The name of its file begins with the timeline, which every promotion changes.
 */
const readPosition = `SELECT ${origin} AS origin,
  left(pg_walfile_name(pg_current_wal_insert_lsn()), 8) AS timeline,
  CASE current_setting('synchronous_commit') WHEN 'off' THEN pg_current_wal_insert_lsn()
  ELSE pg_current_wal_flush_lsn() END::text AS position`;

/**
 * Whether a server follows this primary. The same position on another timeline is other data: a standby of a
 * former primary, or one that was promoted, has writes that this primary never had. A standby that follows a
 * promotion records the timeline at its next restartpoint.
 */
const follows = `pg_is_in_recovery() AND ${origin} = $1
  AND (SELECT lpad(upper(to_hex(timeline_id)), 8, '0') FROM pg_control_checkpoint()) = $2`;

/** On the same connection as the list, whose statements can then only see more. */
const checkPosition = `SELECT ${follows} AND pg_last_wal_replay_lsn() >= $3::pg_lsn AS "isCurrent"`;

/** Returns where lists are read: at the replica of the configuration; without one, at the database itself. */
export function createListReads(
  config: DatabaseConfig,
  primary: Reader,
  tables: readonly EntitySchema[],
  onRead: ReplicaOptions['onRead'],
): ReplicaReads {
  if (config.kind !== 'postgres' || config.replicaUrl === undefined)
    return { read: (work) => work(primary), close: async () => {} };
  const { replicaUrl: url, poolSize } = config;
  const elapsedMs = (): number => performance.now();
  return createReplicaReads({ url, poolSize, tables, primary, onRead, elapsedMs });
}

/**
 * Reads lists at a standby once it has replayed all that the primary had committed when the list was asked
 * for; otherwise, and whenever the standby fails or takes too long, at the primary. Connects with the first
 * list, which does not wait for it.
 */
export function createReplicaReads(options: ReplicaOptions): ReplicaReads {
  const { primary, onRead, elapsedMs } = options;
  let replica: DataSource | null = null;
  let opening: Promise<void> | null = null;
  let failedUntil = Number.NEGATIVE_INFINITY;

  function fail(error: unknown): void {
    failedUntil = elapsedMs() + retryAfterMs;
    onRead('FAILED', error);
  }

  function open(): void {
    // It belongs to no request.
    opening ??= withWaitBudget(null, () => openReplica(options))
      .then((opened) => {
        replica = opened;
      }, fail)
      .finally(() => {
        opening = null;
      });
  }

  async function readReplica<T>(
    dataSource: DataSource,
    work: (reader: Reader) => Promise<T>,
  ): Promise<{ readonly value: T } | null> {
    try {
      const [at] = await entityManager(primary).query<PrimaryPosition[]>(readPosition);
      const limited = withWaitBudget(replicaLimitMs, () => readIfCurrent(dataSource, at, work));
      const result = await boundedWait(limited, { limitMs: replicaLimitMs });
      onRead(result === null ? 'BEHIND' : 'REPLICA');
      return result;
    } catch (error) {
      // The primary will throw the error of a value that cannot be read.
      if (translateDatabaseError(error)?.reason !== 'BAD_USER_INPUT') fail(error);
      return null;
    }
  }

  return {
    read: async (work) => {
      if (elapsedMs() < failedUntil) {
        onRead('FAILED');
        return work(primary);
      }
      if (replica === null) {
        open();
        return work(primary);
      }
      const result = await readReplica(replica, work);
      return result === null ? work(primary) : result.value;
    },
    close: async () => {
      await opening;
      await replica?.destroy();
    },
  };
}

/** Connects to a replica, and returns whether it follows the primary. Throws when it cannot be used. */
export async function followsPrimary(url: string, primary: DataSource): Promise<boolean> {
  const replica = await openReplica({ url, poolSize: 1, tables: [], elapsedMs: () => performance.now() });
  try {
    const [at]: PrimaryPosition[] = await primary.query(readPosition);
    const [row] = await replica.query(`SELECT ${follows} AS "follows"`, [at?.origin, at?.timeline]);
    return row?.follows === true;
  } finally {
    await replica.destroy();
  }
}

interface PrimaryPosition {
  readonly origin: string;
  readonly timeline: string;
  readonly position: string;
}

/** Returns null when the replica is behind, or is not one of this primary. */
async function readIfCurrent<T>(
  replica: DataSource,
  at: PrimaryPosition | undefined,
  work: (reader: Reader) => Promise<T>,
): Promise<{ readonly value: T } | null> {
  const runner = replica.createQueryRunner();
  try {
    const [row] = await runner.query(checkPosition, [at?.origin, at?.timeline, at?.position]);
    return row?.isCurrent === true ? { value: await work(asReader(runner.manager)) } : null;
  } finally {
    await runner.release();
  }
}

async function openReplica({
  url,
  poolSize,
  tables,
  elapsedMs,
}: Pick<ReplicaOptions, 'url' | 'poolSize' | 'tables' | 'elapsedMs'>): Promise<DataSource> {
  const hosts = createDatabaseHosts(url, { needsPrimary: false });
  const boundedPool = createBoundedPool(elapsedMs, hosts.isCurrent);
  const dataSource = new DataSource({
    type: 'postgres',
    entities: [...tables],
    synchronize: false,
    installExtensions: false,
    poolErrorHandler: () => {},
    extra: { ...serverConnection(hosts, poolSize).pool, onConnect: connectHandler(hosts.url, boundedPool) },
  });
  await dataSource.initialize();
  boundedPool.boundCheckouts(poolOf(dataSource));
  attributeConnectionErrors(dataSource);
  return dataSource;
}
