import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { eventually } from '../../helpers/eventually.js';
import {
  adasCredential,
  events,
  openSubscriptionsFixture,
  type SubscriptionsFixture,
} from './subscriptions-fixture.js';

let counts: SubscriptionsFixture['counts'];
let connect: SubscriptionsFixture['connect'];
let refusal: SubscriptionsFixture['refusal'];
let disconnect: SubscriptionsFixture['disconnect'];

beforeEach(async () => {
  ({ counts, connect, refusal, disconnect } = await openSubscriptionsFixture());
});
afterEach(() => disconnect());

describe('a subscribe message', () => {
  const deep = `subscription { news { ${'self { '.repeat(20)}number${' }'.repeat(20)} } }`;
  test.each([
    ['a query', '{ version }', undefined, 'BAD_REQUEST'],
    ['a mutation', 'mutation { rename(how: "well") { ok } }', undefined, 'BAD_REQUEST'],
    ['a syntax error', 'subscription {', undefined, 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', 'subscription { unknown { number } }', undefined, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'two root fields',
      'subscription { news { number } more: news { number } }',
      undefined,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'two operations without an operation name',
      'subscription A { news { number } } subscription B { news { number } }',
      undefined,
      'OPERATION_RESOLUTION_FAILURE',
    ],
    ['an operation that is nested too deeply', deep, undefined, 'OPERATION_TOO_COMPLEX'],
    ['unbalanced brackets', '['.repeat(5000), undefined, 'OPERATION_TOO_COMPLEX'],
    [
      'too many tokens',
      `subscription { news { ${'number '.repeat(1000)} } }`,
      undefined,
      'OPERATION_TOO_COMPLEX',
    ],
    [
      'a variable of the wrong type',
      'subscription ($n: Int) { events(count: $n) { number } }',
      { n: 'swordfish' },
      'BAD_USER_INPUT',
    ],
    ['variables that are nested too deeply', events, nested(70), 'OPERATION_TOO_COMPLEX'],
  ])('is rejected with %s', async (_what, query, variables, code) => {
    const connection = await connect(adasCredential);
    connection.subscribe(query, variables);

    const errors = await refusal(connection);
    expect(errors[0].extensions.code).toBe(code);
    expect(JSON.stringify(errors)).not.toContain('swordfish');
  });

  test('is rejected for an eleventh concurrent subscription, and accepted again after one has ended', async () => {
    const connection = await connect(adasCredential);
    for (let id = 1; id <= 10; id += 1) connection.subscribe(events, undefined, String(id));
    await eventually(() => expect(counts.started).toBe(10));

    connection.subscribe(events, undefined, '11');
    const [rejected] = await connection.received(1);
    expect(rejected).toMatchObject({
      type: 'error',
      id: '11',
      payload: [{ extensions: { code: 'RATE_LIMITED' } }],
    });

    connection.send({ type: 'complete', id: '3' });
    await eventually(() => expect(counts.ended).toBe(1));
    connection.subscribe(events, undefined, '12');
    await eventually(() => expect(counts.started).toBe(11));
  });
});

function nested(depth: number): unknown {
  return depth === 0 ? {} : { in: nested(depth - 1) };
}
