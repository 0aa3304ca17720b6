import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  asAda,
  type Connection,
  events,
  openSubscriptionsFixture,
  pause,
  type SubscriptionsFixture,
} from './subscriptions-fixture.js';

/** graphql-transport-ws, spoken to the edge without a network. */

let ada: SubscriptionsFixture['ada'];
let counts: SubscriptionsFixture['counts'];
let host: SubscriptionsFixture['host'];
let emit: SubscriptionsFixture['emit'];
let open: SubscriptionsFixture['open'];
let connect: SubscriptionsFixture['connect'];
let startSubscription: SubscriptionsFixture['startSubscription'];
let refusal: SubscriptionsFixture['refusal'];
let disconnect: SubscriptionsFixture['disconnect'];

beforeEach(async () => {
  ({ ada, counts, host, emit, open, connect, startSubscription, refusal, disconnect } =
    await openSubscriptionsFixture());
});
afterEach(() => disconnect());

test('events come one by one to whoever may', async () => {
  const connection = await startSubscription();

  emit(1);
  emit(2);

  expect(await connection.received(2)).toEqual([
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

  const [refused, end] = await connection.received(2);
  expect(refused?.payload).toMatchObject({
    errors: [{ message: 'Not now.', extensions: { code: 'SERVICE_UNAVAILABLE', retryAfter: 3 } }],
  });
  expect(end).toEqual({ type: 'complete', id: '1' });
});

describe('before each event', () => {
  const finalError = async (connection: Connection) => {
    emit(1);
    const [refused, end, ...others] = await connection.received(2);
    emit(2);
    await pause();
    expect(end).toEqual({ type: 'complete', id: '1' });
    expect([others, connection.said.length]).toEqual([[], 3]);
    expect(refused?.payload.data).toBeNull();
    expect(refused?.payload.errors).toHaveLength(1);
    expect(counts.ended).toBe(1);
    return refused?.payload.errors[0].extensions;
  };

  test.each(['SESSION_REVOKED', 'ACCOUNT_DISABLED', 'EPOCH_STALE', 'SESSION_EXPIRED'] as const)(
    'whoever is refused meanwhile (%s) is told so once, and nothing else',
    async (failure) => {
      const connection = await startSubscription();

      ada.failure = failure;

      expect(await finalError(connection)).toMatchObject({ code: 'UNAUTHENTICATED', reason: failure });
    },
  );

  test('a role that has sunk ends it', async () => {
    const connection = await startSubscription();
    ada.role = 'USER';

    expect(await finalError(connection)).toMatchObject({ code: 'UNAUTHENTICATED', reason: 'EPOCH_STALE' });
  });

  test('a role that has risen does not', async () => {
    const connection = await startSubscription();
    ada.role = 'ADMIN';
    emit(1);

    expect(await connection.received(1)).toMatchObject([
      { type: 'next', payload: { data: { events: { number: 1 } } } },
    ]);
  });

  test('a token that has expired ends it', async () => {
    ada.expiresInMs = 50;
    const connection = await startSubscription();
    await new Promise((resolve) => setTimeout(resolve, 60));

    expect(await finalError(connection)).toMatchObject({ code: 'UNAUTHENTICATED', reason: 'TOKEN_EXPIRED' });
  });

  test('nobody who can be asked ends it too, and the blame is not put on the caller', async () => {
    const connection = await startSubscription();
    ada.down = true;

    expect(await finalError(connection)).toEqual({ code: 'SERVICE_UNAVAILABLE', retryAfter: 9 });
  });

  test('strangers on a public subscription are not asked about', async () => {
    const connection = await startSubscription('subscription { news { number } }', {});
    emit(1);

    expect(await connection.received(1)).toMatchObject([{ type: 'next' }]);
    expect(counts.asked).toBe(0);
  });
});

test('a fault of ours is hidden behind the id of the request, and logged', async () => {
  const connection = await startSubscription('subscription { news { number broken } }', {});
  emit(1);

  const [event] = await connection.received(1);

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
  const first = await startSubscription();
  first.send({ type: 'complete', id: '1' });
  for (let turn = 0; counts.ended < 1 && turn < 200; turn += 1) await pause();
  expect(counts.ended).toBe(1);

  counts.started = 0;
  const second = await startSubscription();
  await second.disconnect();

  expect(counts.ended).toBe(2);
  expect((await second.received(0)).length).toBe(0);
});
