import type { Client } from 'pg';
import type { Database } from '../../src/platform/database/index.js';
import { poolOf } from '../../src/platform/database/server-pool.js';

/** The methods of a driver's connection that end a message to which the server answers. */
interface Protocol {
  query(text: string): void;
  sync(): void;
  on(event: 'readyForQuery', listener: () => void): void;
}

/** The waits of an operation for the database. */
export interface RoundTrips {
  /** The round trips of statements. */
  readonly count: number;
  /** The waits for change notifications. */
  readonly notifications: number;
  /** The round trips during which the row of a user was locked, that of the lock and of COMMIT included. */
  readonly underLock: number;
}

/**
 * Returns a function that runs an operation and counts how often it waits for the database: statements that
 * are sent together are one round trip. For operations whose statements follow one another: those of several
 * connections at once are counted separately.
 */
export function createRoundTripCounter(database: Database): {
  readonly countRoundTrips: (operation: () => Promise<unknown>) => Promise<RoundTrips>;
} {
  let trips: boolean[] = [];
  let notifications = 0;
  const observe = (client: Client): void => {
    const protocol = client.connection as unknown as Protocol;
    let unanswered = 0;
    // A transaction has one connection; what another one sends meanwhile does not prolong the lock.
    let isLocked = false;
    const { query, sync } = protocol;
    const parse = client.connection.parse;
    const begin = (): void => {
      if (unanswered === 0) trips.push(false);
      unanswered += 1;
    };
    const note = (text: string): void => {
      if (/FROM users.*FOR (NO KEY )?UPDATE/s.test(text)) isLocked = true;
    };
    protocol.query = (text) => {
      begin();
      if (isLocked) trips[trips.length - 1] = true;
      if (text === 'COMMIT' || text === 'ROLLBACK') isLocked = false;
      query.call(protocol, text);
    };
    client.connection.parse = (...args: Parameters<typeof parse>) => {
      note(String(args[0].text));
      parse.apply(client.connection, args);
    };
    protocol.sync = () => {
      begin();
      if (isLocked) trips[trips.length - 1] = true;
      sync.call(protocol);
    };
    protocol.on('readyForQuery', () => {
      unanswered -= 1;
    });
  };
  const observed = new WeakSet<object>();
  poolOf(database.dataSource).on('acquire', (client) => {
    if (observed.has(client)) return;
    observed.add(client);
    observe(client as unknown as Client);
  });
  const channel = database.notifications as { catchUp: () => Promise<void> };
  const { catchUp } = channel;
  channel.catchUp = () => {
    notifications += 1;
    return catchUp();
  };
  return {
    countRoundTrips: async (operation) => {
      trips = [];
      notifications = 0;
      await operation();
      return { count: trips.length, notifications, underLock: trips.filter(Boolean).length };
    },
  };
}
