import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createDatabase, type Database } from '../../../src/platform/database/index.js';
import type { UserId } from '../../../src/shared/index.js';
import { createTestKey } from '../access-tokens.js';
import {
  createSessionsFixture,
  insertUser,
  type SessionsFixture,
  sessionsFixtureTables,
} from '../sessions-fixture.js';
import { openServerDatabase } from '../test-database.js';
import type { Attempt, StatementScheduler } from './statement-scheduler.js';

/** The interleaving and the attempt of the running code. */
export interface RequestScope {
  /** Returns the time of the interleaving on the clock of an instance. */
  nowOn(instance: number): Date;
  readonly scheduler: StatementScheduler;
  /** Null when the statements are not paused. */
  readonly attempt: Attempt | null;
}

/** Thrown inside a request whose server has crashed; the client receives nothing. */
class ServerCrashed extends Error {}

/** Two instances of the server on one database, each with its own pool and clock. */
export interface Instances {
  readonly fixtures: readonly SessionsFixture[];
  readonly database: Database;
  readonly userId: UserId;
  /** Runs the work with the clock and the scheduler of the scope. */
  runInScope<T>(scope: RequestScope, work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/**
 * The members of TypeORM's driver and of `pg` that give access to connections as they are taken from the
 * pool.
 */
interface WatchedDriver {
  readonly master: { on(event: 'acquire', listener: (client: WatchedClient) => void): void };
}
interface WatchedClient {
  readonly query: (...parameters: unknown[]) => Promise<unknown>;
  readonly connection: { readonly stream: Socket };
}

/** Opens both instances on a new database of this server. */
export async function openInstances(server: string, poolSize: number): Promise<Instances> {
  const opened = await openServerDatabase(server, sessionsFixtureTables);
  const { url } = opened;
  if (url === null) throw new Error('two instances need a server');
  const scopes = new AsyncLocalStorage<RequestScope>();
  const key = createTestKey();
  const databases = [0, 1].map(() =>
    createDatabase({ kind: 'postgres', url, poolSize }, sessionsFixtureTables),
  );
  const fixtures: SessionsFixture[] = [];
  for (const [index, database] of databases.entries()) {
    await database.open();
    interceptQueries(database, scopes);
    const clock = {
      now: () => scopes.getStore()?.nowOn(index) ?? new Date(0),
      moveBy: interleavingClockOnly,
      moveTo: interleavingClockOnly,
    };
    fixtures.push(createSessionsFixture(database, clock, key));
  }
  return {
    fixtures,
    database: opened.database,
    userId: await insertUser(opened.database),
    runInScope: (scope, work) => scopes.run(scope, work),
    close: async () => {
      await Promise.all(databases.map((database) => database.close()));
      await opened.close();
    },
  };
}

function interleavingClockOnly(): never {
  throw new Error('each interleaving has its own time');
}

/** Pauses every statement of an attempt until it is resumed, on any connection of the pool. */
function interceptQueries(database: Database, scopes: AsyncLocalStorage<RequestScope>): void {
  // The pool of TypeORM is not part of its types.
  const driver = database.dataSource.driver as unknown as WatchedDriver;
  const watchedClients = new WeakSet<WatchedClient>();
  driver.master.on('acquire', (client) => {
    if (watchedClients.has(client)) return;
    watchedClients.add(client);
    const query = client.query.bind(client);
    const watched = (...parameters: unknown[]): Promise<unknown> => {
      const scope = scopes.getStore();
      if (scope === undefined || scope.attempt === null) return query(...parameters);
      return runStatement(scope.scheduler, scope.attempt, client, String(parameters[0]), () =>
        query(...parameters),
      );
    };
    Object.assign(client, { query: watched });
  });
}

async function runStatement(
  scheduler: StatementScheduler,
  attempt: Attempt,
  client: WatchedClient,
  statement: string,
  send: () => Promise<unknown>,
): Promise<unknown> {
  const crash = async (): Promise<never> => {
    scheduler.crash(attempt);
    // The pool must notice the closed connection before it hands it to the next request, which runs on
    // another server.
    const { stream } = client.connection;
    if (!stream.destroyed) await once(stream.destroy(), 'close');
    throw new ServerCrashed(`at ${statement}`);
  };
  // A crashed server sends nothing more, not even its rollback.
  if (attempt.crashed) throw new ServerCrashed(`after the end: ${statement}`);
  const fate = await scheduler.pauseAtStatement(attempt, statement);
  if (fate === 'crash before') return crash();
  const answer = send();
  if (fate === 'crash while') {
    answer.catch(() => {});
    await nextTurn();
    return crash();
  }
  const result = await answer;
  if (fate === 'crash after') return crash();
  scheduler.completeStatement(attempt);
  return result;
}
