import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { AuthenticationFailure, Authenticator } from '../../../src/access/index.js';
import { DomainError } from '../../../src/kernel/index.js';
import { type Host, openHost, resolvers, typeDefs } from './edge-host.js';

/** graphql-transport-ws, spoken to the edge without a network. */

const subscriptions = `
  extend type Query { unused: String @public }
  type Event { number: Int! secret: String @auth(requires: ADMIN) broken: String self: Event! }
  type Subscription {
    events(count: Int): Event! @auth(requires: SUPPORT, scopes: ["users:read"])
    news: Event! @public
    away: Event! @auth(requires: USER)
  }
`;

interface Message {
  readonly type: string;
  readonly id?: string;
  // biome-ignore lint/suspicious/noExplicitAny: a parsed message, looked at member by member.
  readonly payload?: any;
}

/** What the test decides about the person behind the token `ada`. */
let ada: { failure: AuthenticationFailure | null; role: 'USER' | 'SUPPORT' | 'ADMIN'; down: boolean };
let expiresInMs: number;
let asked: number;
let started: number;
let ended: number;
let emit: (number: number) => void;
let host: Host;

const authenticator: Authenticator = {
  authenticate: async (credential) => {
    asked += 1;
    if (ada.down)
      throw new DomainError({ reason: 'SERVICE_UNAVAILABLE', message: 'Later.', retryAfterSeconds: 9 });
    if (credential !== 'ada') return { user: null, failure: 'TOKEN_INVALID' };
    if (ada.failure !== null) return { user: null, failure: ada.failure };
    const id = '01890000-0000-7000-8000-000000000001';
    const user = { id, sessionId: id, role: ada.role, scopes: null, authenticatedAt: new Date() };
    // The edge only carries the ids about.
    return { user: { ...user, expiresAt: new Date(Date.now() + expiresInMs) }, failure: null } as never;
  },
};

/** A source that can be ended while it waits, as a listener of notices can. */
function source(): AsyncIterableIterator<{ number: number }> {
  started += 1;
  const queue: number[] = [];
  let wake = (): void => {};
  let isOver = false;
  emit = (number) => {
    queue.push(number);
    wake();
  };
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
      if (!isOver) ended += 1;
      isOver = true;
      wake();
      return { value: undefined, done: true };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

beforeEach(async () => {
  ada = { failure: null, role: 'SUPPORT', down: false };
  expiresInMs = 60_000;
  asked = started = ended = 0;
  const subscribed = { subscribe: source, resolve: (event: unknown) => event };
  host = await openHost({
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
    authenticators: [authenticator],
  });
});

type Connection = ReturnType<typeof open>;

const leaving: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const leave of leaving.splice(0)) await leave();
});

/** A connection that has been greeted. */
async function connect(parameters?: Readonly<Record<string, unknown>>) {
  const connection = open();
  connection.send({
    type: 'connection_init',
    ...(parameters === undefined ? {} : { payload: parameters }),
  });
  await connection.heard(0);
  return connection;
}

/** A connection of its own: what is sent to it, and what it said. */
function open() {
  const said: Message[] = [];
  let closed: readonly [number, string] | null = null;
  let receive = async (_text: string): Promise<void> => {};
  const leave = host.subscriptions(
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
  leaving.push(() => leave(1000, ''));
  const send = (message: Message): void => void receive(JSON.stringify(message));
  return {
    said,
    send,
    leave: () => leave(1000, ''),
    closed: () => closed,
    subscribe: (query: string, variables?: unknown, id = '1') =>
      send({ type: 'subscribe', id, payload: { query, ...(variables === undefined ? {} : { variables }) } }),
    /** All that was said but the greeting, once so much of it is there. */
    heard: async (count: number): Promise<readonly Message[]> => {
      for (let turn = 0; said.length < count + 1 && turn < 200; turn += 1) await pause();
      return said.slice(1);
    },
  };
}

const pause = () => new Promise((resolve) => setImmediate(resolve));
const asAda = { authorization: 'Bearer ada' };
const events = 'subscription { events { number } }';

async function begun(query = events, parameters: Readonly<Record<string, unknown>> = asAda) {
  const connection = await connect(parameters);
  connection.subscribe(query);
  for (let turn = 0; started === 0 && turn < 200; turn += 1) await pause();
  expect(started).toBe(1);
  return connection;
}

/** The one error that was said instead of a beginning. */
async function refusal(connection: Connection) {
  const heard = await connection.heard(1);
  expect(heard).toHaveLength(1);
  expect(heard[0]).toMatchObject({ type: 'error', id: '1' });
  expect(started).toBe(0);
  return heard[0]?.payload;
}

test('events come one by one to whoever may', async () => {
  const connection = await begun();

  emit(1);
  emit(2);

  expect(await connection.heard(2)).toEqual([
    { type: 'next', id: '1', payload: { data: { events: { number: 1 } } } },
    { type: 'next', id: '1', payload: { data: { events: { number: 2 } } } },
  ]);
});

test('one field that may not be asked refuses the whole before it starts', async () => {
  const connection = await connect(asAda);
  connection.subscribe('subscription { events { number secret } }');

  expect(await refusal(connection)).toMatchObject([
    { extensions: { code: 'FORBIDDEN', coordinate: 'Event.secret' } },
  ]);
});

describe('refused before the source starts', () => {
  test.each<readonly [string, Readonly<Record<string, unknown>> | undefined, string]>([
    ['without a credential', undefined, 'TOKEN_MISSING'],
    ['with another scheme', { authorization: 'Basic YTpi' }, 'TOKEN_MALFORMED'],
    ['with two blanks', { authorization: 'Bearer  ada' }, 'TOKEN_MALFORMED'],
    ['with a credential that is no text', { authorization: ['Bearer ada'] }, 'TOKEN_MALFORMED'],
    ['with two of them', { authorization: 'Bearer ada', Authorization: 'Bearer ada' }, 'TOKEN_MALFORMED'],
    ['with a bad token', { Authorization: 'Bearer eve' }, 'TOKEN_INVALID'],
  ])('%s', async (_how, parameters, reason) => {
    const connection = await connect(parameters);
    connection.subscribe(events);

    expect(await refusal(connection)).toMatchObject([
      { extensions: { code: 'UNAUTHENTICATED', reason, coordinate: 'Subscription.events' } },
    ]);
  });

  test('in a role that is too weak', async () => {
    ada.role = 'USER';
    const connection = await connect(asAda);
    connection.subscribe(events);

    expect(await refusal(connection)).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });

  test('when nobody can be asked who calls: 503 and never 401', async () => {
    ada.down = true;
    const connection = await connect(asAda);
    connection.subscribe(events);

    expect(await refusal(connection)).toEqual([
      { message: 'Later.', extensions: { code: 'SERVICE_UNAVAILABLE', retryAfter: 9 } },
    ]);
  });

  test('whoever does not wait for the greeting is sent away', async () => {
    const connection = open();

    connection.subscribe(events);

    expect(connection.closed()).toEqual([4401, 'Unauthorized']);
  });
});

test('a source that refuses is told in its own words', async () => {
  const connection = await connect(asAda);
  connection.subscribe('subscription { away { number } }');

  const [refused, end] = await connection.heard(2);
  expect(refused?.payload).toMatchObject({
    errors: [{ message: 'Not now.', extensions: { code: 'SERVICE_UNAVAILABLE', retryAfter: 3 } }],
  });
  expect(end).toEqual({ type: 'complete', id: '1' });
});

describe('before each event', () => {
  const lastWords = async (connection: Connection) => {
    emit(1);
    const [refused, end, ...others] = await connection.heard(2);
    emit(2);
    await pause();
    expect(end).toEqual({ type: 'complete', id: '1' });
    expect([others, connection.said.length]).toEqual([[], 3]);
    expect(refused?.payload.data).toBeNull();
    expect(refused?.payload.errors).toHaveLength(1);
    expect(ended).toBe(1);
    return refused?.payload.errors[0].extensions;
  };

  test.each(['SESSION_REVOKED', 'ACCOUNT_DISABLED', 'EPOCH_STALE', 'SESSION_EXPIRED'] as const)(
    'whoever is refused meanwhile (%s) is told so once, and nothing else',
    async (failure) => {
      const connection = await begun();

      ada.failure = failure;

      expect(await lastWords(connection)).toMatchObject({ code: 'UNAUTHENTICATED', reason: failure });
    },
  );

  test('a role that has sunk ends it', async () => {
    const connection = await begun();
    ada.role = 'USER';

    expect(await lastWords(connection)).toMatchObject({ code: 'UNAUTHENTICATED', reason: 'EPOCH_STALE' });
  });

  test('a role that has risen does not', async () => {
    const connection = await begun();
    ada.role = 'ADMIN';
    emit(1);

    expect(await connection.heard(1)).toMatchObject([
      { type: 'next', payload: { data: { events: { number: 1 } } } },
    ]);
  });

  test('a token that has expired ends it', async () => {
    expiresInMs = 50;
    const connection = await begun();
    await new Promise((resolve) => setTimeout(resolve, 60));

    expect(await lastWords(connection)).toMatchObject({ code: 'UNAUTHENTICATED', reason: 'TOKEN_EXPIRED' });
  });

  test('nobody who can be asked ends it too, and the blame is not put on the caller', async () => {
    const connection = await begun();
    ada.down = true;

    expect(await lastWords(connection)).toEqual({ code: 'SERVICE_UNAVAILABLE', retryAfter: 9 });
  });

  test('strangers on a public subscription are not asked about', async () => {
    const connection = await begun('subscription { news { number } }', {});
    emit(1);

    expect(await connection.heard(1)).toMatchObject([{ type: 'next' }]);
    expect(asked).toBe(0);
  });
});

describe('the limits are those of requests over HTTP', () => {
  const deep = `subscription { news { ${'self { '.repeat(20)}number${' }'.repeat(20)} } }`;
  test.each([
    ['a question', '{ version }', undefined, 'BAD_REQUEST'],
    ['a change', 'mutation { rename(how: "well") { ok } }', undefined, 'BAD_REQUEST'],
    ['what is no GraphQL', 'subscription {', undefined, 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', 'subscription { rumours { number } }', undefined, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'two sources',
      'subscription { news { number } more: news { number } }',
      undefined,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'no name among two',
      'subscription A { news { number } } subscription B { news { number } }',
      undefined,
      'OPERATION_RESOLUTION_FAILURE',
    ],
    ['what nests too deep', deep, undefined, 'OPERATION_TOO_COMPLEX'],
    ['brackets without an end', '['.repeat(5000), undefined, 'OPERATION_TOO_COMPLEX'],
    [
      'too many words',
      `subscription { news { ${'number '.repeat(1000)} } }`,
      undefined,
      'OPERATION_TOO_COMPLEX',
    ],
    [
      'a variable of the wrong kind',
      'subscription ($n: Int) { events(count: $n) { number } }',
      { n: 'swordfish' },
      'BAD_USER_INPUT',
    ],
    ['variables that nest too deep', events, nested(70), 'OPERATION_TOO_COMPLEX'],
  ])('%s is refused', async (_what, query, variables, code) => {
    const connection = await connect(asAda);
    connection.subscribe(query, variables);

    const errors = await refusal(connection);
    expect(errors[0].extensions.code).toBe(code);
    expect(JSON.stringify(errors)).not.toContain('swordfish');
  });

  test('an eleventh subscription at once is refused, and one more after another has ended is not', async () => {
    const connection = await connect(asAda);
    for (let id = 1; id <= 10; id += 1) connection.subscribe(events, undefined, String(id));
    for (let turn = 0; started < 10 && turn < 200; turn += 1) await pause();

    connection.subscribe(events, undefined, '11');
    const [refused] = await connection.heard(1);
    expect(refused).toMatchObject({
      type: 'error',
      id: '11',
      payload: [{ extensions: { code: 'RATE_LIMITED' } }],
    });

    connection.send({ type: 'complete', id: '3' });
    for (let turn = 0; ended < 1 && turn < 200; turn += 1) await pause();
    connection.subscribe(events, undefined, '12');
    for (let turn = 0; started < 11 && turn < 200; turn += 1) await pause();
    expect(started).toBe(11);
  });
});

test('a fault of ours is hidden behind the id of the request, and logged', async () => {
  const connection = await begun('subscription { news { number broken } }', {});
  emit(1);

  const [event] = await connection.heard(1);

  expect(event?.payload).toMatchObject({
    data: { news: { number: 1, broken: null } },
    errors: [
      {
        message: 'Internal error.',
        extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: 'request-0001' },
      },
    ],
  });
  expect(host.log.map(({ fields }) => fields['requestId'])).toContain('request-0001');
});

test('a client that completes, or goes, ends the source though it waits for an event', async () => {
  const first = await begun();
  first.send({ type: 'complete', id: '1' });
  for (let turn = 0; ended < 1 && turn < 200; turn += 1) await pause();
  expect(ended).toBe(1);

  started = 0;
  const second = await begun();
  await second.leave();

  expect(ended).toBe(2);
  expect((await second.heard(0)).length).toBe(0);
});

function nested(depth: number): unknown {
  return depth === 0 ? {} : { in: nested(depth - 1) };
}
