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

/** For whom the code that runs now runs. */
export interface RequestScope {
  /** The time of this interleaving on an instance's own clock. */
  nowOn(instance: number): Date;
  readonly scheduler: StatementScheduler;
  /** Null: not held up before its statements. */
  readonly attempt: Attempt | null;
}

/** Thrown inside a request whose server has died; the client never hears of it. */
class ServerCrashed extends Error {}

/** Two instances of the server on one database, each with its own pool and clock. */
export interface Instances {
  readonly fixtures: readonly SessionsFixture[];
  readonly database: Database;
  readonly userId: UserId;
  /** Runs work for a scope; its statements and its clock belong to it. */
  runInScope<T>(scope: RequestScope, work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** What of TypeORM's driver and of `pg` is reached for: every connection at the moment it is taken from the pool. */
interface WatchedDriver {
  readonly master: { on(event: 'acquire', listener: (client: WatchedClient) => void): void };
}
interface WatchedClient {
  readonly query: (...words: unknown[]) => Promise<unknown>;
  readonly connection: { readonly stream: Socket };
}

/** Opens both instances on a fresh database of this server. */
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
      moveBy: () => {
        throw new Error('each interleaving moves its own time');
      },
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

/** Every statement of an attempt waits for its turn, on whatever connection of the pool. */
function interceptQueries(database: Database, scopes: AsyncLocalStorage<RequestScope>): void {
  // TypeORM's own pool, which its types do not show.
  const driver = database.dataSource.driver as unknown as WatchedDriver;
  const gated = new WeakSet<WatchedClient>();
  driver.master.on('acquire', (client) => {
    if (gated.has(client)) return;
    gated.add(client);
    const query = client.query.bind(client);
    const watched = (...words: unknown[]): Promise<unknown> => {
      const scope = scopes.getStore();
      if (scope === undefined || scope.attempt === null) return query(...words);
      return runStatement(scope.scheduler, scope.attempt, client, String(words[0]), () => query(...words));
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
    // The pool must know that the connection is gone before it hands it to the next request: that one's server is another.
    const { stream } = client.connection;
    if (!stream.destroyed) await once(stream.destroy(), 'close');
    throw new ServerCrashed(`at ${statement}`);
  };
  // What a dead server would still do (its rollback) never happens.
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
  scheduler.statementAnswered(attempt);
  return result;
}
