import type { Client, Pool, PoolClient } from 'pg';
import { boundedWait, remainingWaitMs } from '../../shared/index.js';
import { driverErrorOf } from './translate-database-error.js';

/** The limits of a pool of connections over a network that may swallow bytes without an error. */
export interface BoundedPool {
  /** The `onConnect` option of the pool: limits the queries of each new connection. */
  readonly onConnect: (client: Client) => void;
  /** Limits the time that callers wait for a connection, while all are busy, to their wait budget. */
  boundCheckouts(pool: Pool): void;
  /** No idle connection is used again before the server has answered on it: they are replaced. */
  suspectConnections(): void;
}

/** Longer than the statement timeout of the server, which ends a query of work without a wait budget. */
const queryLimitMs = 12_000;
/** read_only_sql_transaction */
const readOnlyCode = '25006';
/** ROLLBACK is sent even when the wait budget is used up. */
const rollbackLimitMs = 250;
/** How long the server may take to close its side of a connection. */
const closeLimitMs = 1_000;

/**
 * Every query has a deadline: the rest of the caller's wait budget. A connection that misses one is
 * destroyed, because its answer may come later or never. Idle connections on which the server has not
 * answered since that query was sent are replaced, because they probably lead through the same broken path.
 * So are connections to a server that refuses writes, and to another host than the current one.
 */
export function createBoundedPool(
  elapsedMs: () => number,
  isCurrentHost: (client: Client) => boolean,
): BoundedPool {
  const answeredAt = new WeakMap<object, number>();
  /** A statement on them was refused as a write, as on a primary that became a standby. */
  const readOnly = new WeakSet<object>();
  let suspectSince = Number.NEGATIVE_INFINITY;

  function boundQueries(client: Client): void {
    const send = client.query.bind(client) as (...query: readonly unknown[]) => unknown;
    const recordAnswer = (): void => {
      answeredAt.set(client, elapsedMs());
    };
    recordAnswer();
    const query = (...args: readonly unknown[]): unknown => {
      const isRollback = args[0] === 'ROLLBACK';
      const restMs = remainingWaitMs() ?? queryLimitMs;
      // Nothing was sent, so the connection remains usable.
      if (restMs === 0 && !isRollback) return Promise.reject(queryTimedOut());
      const answer = send(...args);
      if (!isPromise(answer)) return answer;
      const sentAt = elapsedMs();
      answer.then(recordAnswer, (error: unknown) => {
        if (driverErrorOf(error)['code'] === readOnlyCode) readOnly.add(client);
      });
      return boundedWait(answer, {
        limitMs: isRollback ? Math.max(restMs, rollbackLimitMs) : restMs,
        createError: queryTimedOut,
        onTimeout: () => {
          suspectSince = Math.max(suspectSince, sentAt);
          client.connection.stream.destroy(queryTimedOut());
        },
      });
    };
    // The overloads of `query` cannot be repeated here; arguments and result are those of the original.
    client.query = query as typeof client.query;
  }

  const isUsable = (client: PoolClient): boolean =>
    !client.connection.stream.destroyed &&
    (answeredAt.get(client) ?? 0) >= suspectSince &&
    !readOnly.has(client) &&
    isCurrentHost(client);

  return {
    onConnect: (client) => {
      boundQueries(client);
      destroyAfterEnd(client);
    },
    boundCheckouts: (pool) => {
      const checkOut = waitForBusyConnections(pool);
      const connect = (): Promise<PoolClient> =>
        checkOut().then((client) => {
          if (isUsable(client)) return client;
          client.release(true);
          client.connection.stream.destroy();
          return connect();
        });
      pool.connect = ((callback?: ConnectCallback) => {
        const connected = connect();
        let isTooLate = false;
        const bounded = boundedWait(connected, {
          limitMs: remainingWaitMs() ?? queryLimitMs,
          createError: queryTimedOut,
          onTimeout: () => {
            isTooLate = true;
          },
        });
        connected.then(
          (client) => isTooLate && client.release(),
          () => {},
        );
        if (callback === undefined) return bounded;
        bounded.then(
          (client) => callback(undefined, client, (error) => client.release(error)),
          (error: unknown) => callback(error, undefined, () => {}),
        );
        return undefined;
      }) as typeof pool.connect;
    },
    suspectConnections: () => {
      suspectSince = elapsedMs();
    },
  };
}

/**
 * A caller that waits for a busy connection may use its whole wait budget. The time limit of the pool applies
 * only to opening a connection.
 */
function waitForBusyConnections(pool: Pool): () => Promise<PoolClient> {
  const checkOut = pool.connect.bind(pool);
  return () => {
    const { options } = pool;
    const { connectionTimeoutMillis } = options;
    const opensConnection = pool.idleCount === 0 && pool.totalCount < options.max;
    if (!opensConnection) options.connectionTimeoutMillis = 0;
    try {
      return checkOut();
    } finally {
      options.connectionTimeoutMillis = connectionTimeoutMillis;
    }
  };
}

type ConnectCallback = (
  error: unknown,
  client: PoolClient | undefined,
  release: (error?: Error | boolean) => void,
) => void;

function destroyAfterEnd(client: Client): void {
  const end = client.end.bind(client) as (callback?: (error: Error) => void) => unknown;
  client.end = ((callback?: (error: Error) => void) => {
    setTimeout(() => client.connection.stream.destroy(), closeLimitMs).unref();
    return end(callback);
  }) as typeof client.end;
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value;
}

/** `translateDatabaseError` makes it SERVICE_UNAVAILABLE. */
function queryTimedOut(): Error {
  return Object.assign(new Error('the database did not answer in time'), { code: 'ETIMEDOUT' });
}
