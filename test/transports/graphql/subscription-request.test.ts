import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  asAda,
  events,
  openSubscriptionsFixture,
  pause,
  type SubscriptionsFixture,
} from './subscriptions-fixture.js';

/** What a subscription may cost, over graphql-transport-ws. */

let counts: SubscriptionsFixture['counts'];
let connect: SubscriptionsFixture['connect'];
let refusal: SubscriptionsFixture['refusal'];
let disconnect: SubscriptionsFixture['disconnect'];

beforeEach(async () => {
  ({ counts, connect, refusal, disconnect } = await openSubscriptionsFixture());
});
afterEach(() => disconnect());

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
    for (let turn = 0; counts.started < 10 && turn < 200; turn += 1) await pause();

    connection.subscribe(events, undefined, '11');
    const [refused] = await connection.received(1);
    expect(refused).toMatchObject({
      type: 'error',
      id: '11',
      payload: [{ extensions: { code: 'RATE_LIMITED' } }],
    });

    connection.send({ type: 'complete', id: '3' });
    for (let turn = 0; counts.ended < 1 && turn < 200; turn += 1) await pause();
    connection.subscribe(events, undefined, '12');
    for (let turn = 0; counts.started < 11 && turn < 200; turn += 1) await pause();
    expect(counts.started).toBe(11);
  });
});

function nested(depth: number): unknown {
  return depth === 0 ? {} : { in: nested(depth - 1) };
}
