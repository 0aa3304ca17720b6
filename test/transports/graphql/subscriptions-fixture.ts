import { setTimeout as delay } from 'node:timers/promises';
import { expect } from '@jest/globals';
import type { AuthenticationFailure, Authenticator } from '../../../src/modules/access/index.js';
import {
  addSeconds,
  boundedWait,
  type Clock,
  DomainError,
  remainingWaitMs,
} from '../../../src/shared/index.js';
import { eventually } from '../../helpers/eventually.js';
import { createFakeClock, type FakeClock } from '../../helpers/fake-clock.js';
import {
  openTestGraphqlServer,
  resolvers,
  type TestGraphqlServer,
  typeDefs,
} from './graphql-server-fixture.js';
import { type Connection, type Message, openConnection } from './subscription-connection.js';

const subscriptions = `
  extend type Query { unused: String @public }
  type Event { number: Int! secret: String @auth(requires: ADMIN) broken: String self: Event! }
  type Subscription {
    events(count: Int): Event! @auth(requires: SUPPORT, scopes: ["users:read"])
    news: Event! @public
    away: Event! @auth(requires: USER)
  }
`;

/** The state of the user with the token `ada`, which the test changes. */
export interface Ada {
  failure: AuthenticationFailure | null;
  role: 'USER' | 'SUPPORT' | 'ADMIN';
  down: boolean;
  /** When the last credential was received. */
  receivedAt: Date | undefined;
  /** How long each authentication waits. */
  waitMs: number;
  /** The time that each authentication had left to wait. */
  readonly budgets: (number | null)[];
}

/** How often a credential was authenticated, a source was started, and one was ended. */
export interface Counts {
  authenticated: number;
  started: number;
  ended: number;
}

/** The edge with its subscriptions, without a network. */
export interface SubscriptionsFixture {
  /** The tokens of Ada expire after a minute. */
  readonly clock: FakeClock;
  readonly ada: Ada;
  readonly counts: Counts;
  readonly edge: TestGraphqlServer;
  /** Emits an event from the source that was started last. */
  readonly emit: (number: number) => void;
  /** Opens a connection. */
  readonly open: () => Connection;
  /** Opens a connection that has been acknowledged. */
  readonly connect: (parameters?: Readonly<Record<string, unknown>>) => Promise<Connection>;
  /** Opens a connection and starts a subscription. */
  readonly startSubscription: (
    query?: string,
    parameters?: Readonly<Record<string, unknown>>,
  ) => Promise<Connection>;
  /** Returns the errors of a subscription that was rejected before it started. */
  readonly refusal: (connection: Connection) => Promise<Message['payload']>;
  /** Closes all connections. */
  readonly disconnect: () => Promise<void>;
}

export async function openSubscriptionsFixture(): Promise<SubscriptionsFixture> {
  const ada: Ada = {
    failure: null,
    role: 'SUPPORT',
    down: false,
    receivedAt: undefined,
    waitMs: 0,
    budgets: [],
  };
  const counts: Counts = { authenticated: 0, started: 0, ended: 0 };
  const clock = createFakeClock();
  let newest = (_number: number): void => {};
  const subscribed = {
    subscribe: () =>
      source(counts, (emit) => {
        newest = emit;
      }),
    resolve: (event: unknown) => event,
  };
  const edge = await openTestGraphqlServer({
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
                message: 'Try again later.',
                retryAfterSeconds: 3,
              });
            },
          },
        },
      },
    ],
    authenticators: [authenticatorOf(ada, counts, clock)],
    clock,
  });
  const disconnects: (() => Promise<void>)[] = [];
  const open = (): Connection => openConnection(edge, disconnects);
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
    parameters = adasCredential,
  ) => {
    const connection = await connect(parameters);
    connection.subscribe(query);
    await eventually(() => expect(counts.started).toBe(1));
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
    clock,
    ada,
    counts,
    edge,
    emit: (number) => newest(number),
    open,
    connect,
    startSubscription,
    refusal,
    disconnect,
  };
}

function authenticatorOf(ada: Ada, counts: Counts, clock: Clock): Authenticator {
  return {
    authenticate: async (credential, receivedAt) => {
      counts.authenticated += 1;
      ada.receivedAt = receivedAt;
      ada.budgets.push(remainingWaitMs());
      if (ada.waitMs > 0) await boundedWait(delay(ada.waitMs));
      if (ada.down)
        throw new DomainError({
          reason: 'SERVICE_UNAVAILABLE',
          message: 'Try again later.',
          retryAfterSeconds: 9,
        });
      if (credential !== 'ada') return { user: null, failure: 'TOKEN_INVALID' };
      if (ada.failure !== null) return { user: null, failure: ada.failure };
      const id = '01890000-0000-7000-8000-000000000001';
      const now = clock.now();
      const user = { id, sessionId: id, role: ada.role, scopes: null, authenticatedAt: now };
      // The edge does not validate the ids.
      return { user: { ...user, expiresAt: addSeconds(now, 60) }, failure: null } as never;
    },
  };
}

/** A source that can be ended while it waits for an event. */
function source(
  counts: Counts,
  onStarted: (emit: (number: number) => void) => void,
): AsyncIterableIterator<{ number: number }> {
  counts.started += 1;
  const queue: number[] = [];
  let wake = (): void => {};
  let isOver = false;
  onStarted((number) => {
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

/** Connection parameters with the token of Ada. */
export const adasCredential = { authorization: 'Bearer ada' };

/** A subscription that Ada may start. */
export const events = 'subscription { events { number } }';
