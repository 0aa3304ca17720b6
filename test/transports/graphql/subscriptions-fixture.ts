import { expect } from '@jest/globals';
import type { AuthenticationFailure, Authenticator } from '../../../src/modules/access/index.js';
import { DomainError } from '../../../src/shared/index.js';
import { type Host, openHost, resolvers, typeDefs } from './edge-fixture.js';

const subscriptions = `
  extend type Query { unused: String @public }
  type Event { number: Int! secret: String @auth(requires: ADMIN) broken: String self: Event! }
  type Subscription {
    events(count: Int): Event! @auth(requires: SUPPORT, scopes: ["users:read"])
    news: Event! @public
    away: Event! @auth(requires: USER)
  }
`;

/** What goes over the connection. */
export interface Message {
  readonly type: string;
  readonly id?: string;
  // biome-ignore lint/suspicious/noExplicitAny: a parsed message, looked at member by member.
  readonly payload?: any;
}

/** What the test decides about the person behind the token `ada`. */
export interface Ada {
  failure: AuthenticationFailure | null;
  role: 'USER' | 'SUPPORT' | 'ADMIN';
  down: boolean;
  expiresInMs: number;
}

/** How often somebody was asked who calls, a source was started, and one was ended. */
export interface Counts {
  asked: number;
  started: number;
  ended: number;
}

/** The edge with its subscriptions, spoken to without a network. */
export interface SubscriptionsFixture {
  readonly ada: Ada;
  readonly counts: Counts;
  readonly host: Host;
  /** Lets an event happen at the source that was started last. */
  readonly emit: (number: number) => void;
  /** A connection of its own: what is sent to it, and what it said. */
  readonly open: () => Connection;
  /** A connection that has been greeted. */
  readonly connect: (parameters?: Readonly<Record<string, unknown>>) => Promise<Connection>;
  /** A connection on which a source was started. */
  readonly startSubscription: (
    query?: string,
    parameters?: Readonly<Record<string, unknown>>,
  ) => Promise<Connection>;
  /** The one error that was said instead of a beginning. */
  readonly refusal: (connection: Connection) => Promise<Message['payload']>;
  /** Ends all connections. */
  readonly disconnect: () => Promise<void>;
}

/** One client's connection. */
export type Connection = ReturnType<typeof openConnection>;

/** Opens it, with nobody connected. */
export async function openSubscriptionsFixture(): Promise<SubscriptionsFixture> {
  const ada: Ada = { failure: null, role: 'SUPPORT', down: false, expiresInMs: 60_000 };
  const counts: Counts = { asked: 0, started: 0, ended: 0 };
  let newest = (_number: number): void => {};
  const subscribed = {
    subscribe: () =>
      source(counts, (emit) => {
        newest = emit;
      }),
    resolve: (event: unknown) => event,
  };
  const host = await openHost({
    typeDefs: [typeDefs, subscriptions],
    resolvers: [
      resolvers,
      {
        Query: { unused: () => null },
        Event: {
          broken: () => {
            throw new Error('the secret is swordfish');
          },
          self: (event: unknown) => event,
        },
        Subscription: {
          events: subscribed,
          news: subscribed,
          away: {
            subscribe: () => {
              throw new DomainError({
                reason: 'SERVICE_UNAVAILABLE',
                message: 'Not now.',
                retryAfterSeconds: 3,
              });
            },
          },
        },
      },
    ],
    authenticators: [authenticatorOf(ada, counts)],
  });
  const disconnects: (() => Promise<void>)[] = [];
  const open = (): Connection => openConnection(host, disconnects);
  const connect: SubscriptionsFixture['connect'] = async (parameters) => {
    const connection = open();
    connection.send({
      type: 'connection_init',
      ...(parameters === undefined ? {} : { payload: parameters }),
    });
    await connection.received(0);
    return connection;
  };
  const startSubscription: SubscriptionsFixture['startSubscription'] = async (
    query = events,
    parameters = asAda,
  ) => {
    const connection = await connect(parameters);
    connection.subscribe(query);
    for (let turn = 0; counts.started === 0 && turn < 200; turn += 1) await pause();
    expect(counts.started).toBe(1);
    return connection;
  };
  const refusal: SubscriptionsFixture['refusal'] = async (connection) => {
    const received = await connection.received(1);
    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({ type: 'error', id: '1' });
    expect(counts.started).toBe(0);
    return received[0]?.payload;
  };
  const disconnect = async (): Promise<void> => {
    for (const each of disconnects.splice(0)) await each();
  };
  return {
    ada,
    counts,
    host,
    emit: (number) => newest(number),
    open,
    connect,
    startSubscription,
    refusal,
    disconnect,
  };
}

function authenticatorOf(ada: Ada, counts: Counts): Authenticator {
  return {
    authenticate: async (credential) => {
      counts.asked += 1;
      if (ada.down)
        throw new DomainError({ reason: 'SERVICE_UNAVAILABLE', message: 'Later.', retryAfterSeconds: 9 });
      if (credential !== 'ada') return { user: null, failure: 'TOKEN_INVALID' };
      if (ada.failure !== null) return { user: null, failure: ada.failure };
      const id = '01890000-0000-7000-8000-000000000001';
      const user = { id, sessionId: id, role: ada.role, scopes: null, authenticatedAt: new Date() };
      // The edge only carries the ids about.
      return { user: { ...user, expiresAt: new Date(Date.now() + ada.expiresInMs) }, failure: null } as never;
    },
  };
}

/** A source that can be ended while it waits, as a listener of changeNotifications can. */
function source(
  counts: Counts,
  emitting: (emit: (number: number) => void) => void,
): AsyncIterableIterator<{ number: number }> {
  counts.started += 1;
  const queue: number[] = [];
  let wake = (): void => {};
  let isOver = false;
  emitting((number) => {
    queue.push(number);
    wake();
  });
  return {
    next: async () => {
      while (!isOver && queue.length === 0)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      const number = queue.shift();
      return number === undefined ? { value: undefined, done: true } : { value: { number }, done: false };
    },
    return: async () => {
      if (!isOver) counts.ended += 1;
      isOver = true;
      wake();
      return { value: undefined, done: true };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/** A connection of its own: what is sent to it, and what it said. */
function openConnection(host: Host, disconnects: (() => Promise<void>)[]) {
  const said: Message[] = [];
  let closed: readonly [number, string] | null = null;
  let receive = async (_text: string): Promise<void> => {};
  const disconnect = host.subscriptions(
    {
      protocol: 'graphql-transport-ws',
      send: async (text) => void said.push(JSON.parse(text)),
      close: (code, reason) => {
        closed = [code, reason];
      },
      onMessage: (handler) => {
        receive = handler;
      },
    },
    { ipAddress: '127.0.0.1', userAgent: null, requestId: 'request-0001' },
  );
  disconnects.push(() => disconnect(1000, ''));
  const send = (message: Message): void => void receive(JSON.stringify(message));
  return {
    said,
    send,
    disconnect: () => disconnect(1000, ''),
    closed: () => closed,
    subscribe: (query: string, variables?: unknown, id = '1') =>
      send({ type: 'subscribe', id, payload: { query, ...(variables === undefined ? {} : { variables }) } }),
    /** All that was said but the greeting, once so much of it is there. */
    received: async (count: number): Promise<readonly Message[]> => {
      for (let turn = 0; said.length < count + 1 && turn < 200; turn += 1) await pause();
      return said.slice(1);
    },
  };
}

/** One turn of the event loop. */
export const pause = () => new Promise((resolve) => setImmediate(resolve));

/** The parameters of a connection with Ada's token. */
export const asAda = { authorization: 'Bearer ada' };

/** The subscription that Ada may execute for. */
export const events = 'subscription { events { number } }';
