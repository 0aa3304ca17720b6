import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { requestWaitMs } from '../../../src/shared/index.js';
import { eventually } from '../../helpers/eventually.js';
import { type Connection, pause } from './subscription-connection.js';
import {
  adasCredential,
  events,
  openSubscriptionsFixture,
  type SubscriptionsFixture,
} from './subscriptions-fixture.js';

let clock: SubscriptionsFixture['clock'];
let ada: SubscriptionsFixture['ada'];
let counts: SubscriptionsFixture['counts'];
let edge: SubscriptionsFixture['edge'];
let emit: SubscriptionsFixture['emit'];
let open: SubscriptionsFixture['open'];
let connect: SubscriptionsFixture['connect'];
let startSubscription: SubscriptionsFixture['startSubscription'];
let refusal: SubscriptionsFixture['refusal'];
let disconnect: SubscriptionsFixture['disconnect'];

beforeEach(async () => {
  ({ clock, ada, counts, edge, emit, open, connect, startSubscription, refusal, disconnect } =
    await openSubscriptionsFixture());
});
afterEach(() => disconnect());

test('events are sent one by one to a subscriber with access', async () => {
  const connection = await startSubscription();

  emit(1);
  emit(2);

  expect(await connection.received(2)).toEqual([
    { type: 'next', id: '1', payload: { data: { events: { number: 1 } } } },
    { type: 'next', id: '1', payload: { data: { events: { number: 2 } } } },
  ]);
});

test('a subscription with one forbidden field is rejected before it starts', async () => {
  const connection = await connect(adasCredential);
  connection.subscribe('subscription { events { number secret } }');

  expect(await refusal(connection)).toMatchObject([
    { extensions: { code: 'FORBIDDEN', coordinate: 'Event.secret' } },
  ]);
});

describe('a subscription is rejected before its source starts', () => {
  test.each<readonly [string, Readonly<Record<string, unknown>> | undefined, string]>([
    ['without a credential', undefined, 'TOKEN_MISSING'],
    ['with another scheme', { authorization: 'Basic YTpi' }, 'TOKEN_MALFORMED'],
    ['with two spaces', { authorization: 'Bearer  ada' }, 'TOKEN_MALFORMED'],
    ['with a credential that is not a string', { authorization: ['Bearer ada'] }, 'TOKEN_MALFORMED'],
    ['with two credentials', { authorization: 'Bearer ada', Authorization: 'Bearer ada' }, 'TOKEN_MALFORMED'],
    ['with an invalid token', { Authorization: 'Bearer eve' }, 'TOKEN_INVALID'],
  ])('%s', async (_how, parameters, reason) => {
    const connection = await connect(parameters);
    connection.subscribe(events);

    expect(await refusal(connection)).toMatchObject([
      { extensions: { code: 'UNAUTHENTICATED', reason, coordinate: 'Subscription.events' } },
    ]);
  });

  test('when the role is too low', async () => {
    ada.role = 'USER';
    const connection = await connect(adasCredential);
    connection.subscribe(events);

    expect(await refusal(connection)).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });

  test('with SERVICE_UNAVAILABLE when the credential cannot be checked', async () => {
    ada.down = true;
    const connection = await connect(adasCredential);
    connection.subscribe(events);

    expect(await refusal(connection)).toEqual([
      { message: 'Try again later.', extensions: { code: 'SERVICE_UNAVAILABLE', retryAfter: 9 } },
    ]);
  });

  test('and the connection is closed when the client does not wait for the acknowledgement', async () => {
    const connection = open();

    connection.subscribe(events);

    expect(connection.closed()).toEqual([4401, 'Unauthorized']);
  });
});

test.each([
  ['a duplicate member', '{"type":"ping","payload":{"a":1,"a":2}}'],
  ['malformed JSON', '{"type":"ping"'],
])('a message with %s closes the connection', async (_what, text) => {
  const connection = await connect();

  connection.sendText(text);

  await eventually(() => expect(connection.closed()).toEqual([4400, expect.any(String)]));
});

test('an operation has the wait budget of a request until it starts, and again for each event', async () => {
  await startSubscription();
  ada.waitMs = 10;
  emit(1);
  emit(2);

  // The authentication for the first event has waited, and the second event has the whole budget again.
  await eventually(() => expect(ada.budgets).toEqual([requestWaitMs, requestWaitMs, requestWaitMs]));
});

test('the refusal of a source is sent with its message', async () => {
  const connection = await connect(adasCredential);
  connection.subscribe('subscription { away { number } }');

  const [refused, end] = await connection.received(2);
  expect(refused?.payload).toMatchObject({
    errors: [{ message: 'Try again later.', extensions: { code: 'SERVICE_UNAVAILABLE', retryAfter: 3 } }],
  });
  expect(end).toEqual({ type: 'complete', id: '1' });
});

describe('before each event', () => {
  /** Returns how the connection was closed in place of the next event, whose source has ended. */
  const closedBy = async (connection: Connection) => {
    emit(1);
    await eventually(() => expect(connection.closed()).not.toBeNull());
    emit(2);
    await pause();
    expect(connection.messages).toHaveLength(1);
    expect(counts.ended).toBe(1);
    return connection.closed();
  };

  test.each(['SESSION_REVOKED', 'ACCOUNT_DISABLED', 'EPOCH_STALE', 'SESSION_EXPIRED'] as const)(
    'a credential that is rejected by now closes the connection so that clients connect again: %s',
    async (failure) => {
      const connection = await startSubscription();

      ada.failure = failure;

      expect(await closedBy(connection)).toEqual([4403, failure]);
    },
  );

  test('a lower role closes the connection', async () => {
    const connection = await startSubscription();
    ada.role = 'USER';

    expect(await closedBy(connection)).toEqual([4403, 'EPOCH_STALE']);
  });

  test('a higher role does not end the subscription', async () => {
    const connection = await startSubscription();
    ada.role = 'ADMIN';
    emit(1);

    expect(await connection.received(1)).toMatchObject([
      { type: 'next', payload: { data: { events: { number: 1 } } } },
    ]);
  });

  test('an access token that has expired since connection_init does not end the subscription', async () => {
    const connection = await startSubscription();
    const connectedAt = ada.receivedAt;
    clock.moveBy(61);
    emit(1);

    expect(await connection.received(1)).toMatchObject([{ type: 'next', payload: { data: {} } }]);
    expect(connection.closed()).toBeNull();
    // The credential is evaluated at the time at which it was received.
    expect(ada.receivedAt).toEqual(connectedAt);
  });

  test('a credential that cannot be checked closes the connection with 1013', async () => {
    const connection = await startSubscription();
    ada.down = true;

    expect(await closedBy(connection)).toEqual([1013, 'SERVICE_UNAVAILABLE']);
  });

  test('an anonymous caller of a public subscription is not authenticated again', async () => {
    const connection = await startSubscription('subscription { news { number } }', {});
    emit(1);

    expect(await connection.received(1)).toMatchObject([{ type: 'next' }]);
    expect(counts.authenticated).toBe(0);
  });
});

test('another subscription on a connection whose session has ended closes it with 4403', async () => {
  const connection = await startSubscription();
  ada.failure = 'SESSION_REVOKED';

  connection.subscribe(events, undefined, '2');
  await eventually(() => expect(connection.closed()).not.toBeNull());

  expect([connection.closed(), connection.messages.length]).toEqual([[4403, 'SESSION_REVOKED'], 1]);
});

test('an internal error is sent with the request id only, and logged', async () => {
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
  expect(edge.log.map(({ fields }) => fields['requestId'])).toContain('request-0001');
});

test('a client that completes or disconnects ends a source that waits for an event', async () => {
  const first = await startSubscription();
  first.send({ type: 'complete', id: '1' });
  await eventually(() => expect(counts.ended).toBe(1));

  counts.started = 0;
  const second = await startSubscription();
  await second.disconnect();

  expect(counts.ended).toBe(2);
  expect((await second.received(0)).length).toBe(0);
});
