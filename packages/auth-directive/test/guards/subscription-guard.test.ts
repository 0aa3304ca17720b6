import { describe, expect, test } from '@jest/globals';
import { type ExecutionResult, parse, subscribe } from 'graphql';
import type { AuthOptions, Caller } from '../../src/index.js';
import { anonymous, type Context, createSchemaFixture, NOW, principal } from '../helpers/schema-fixture.js';

const SDL = `type Event @auth(requires: USER) { n: Int secret: Int @auth(requires: ADMIN) }
  type Query { ok: Int @public }
  type Subscription {
    ticks: Event @auth(requires: USER)
    open: Int @public
    admin: Event @auth(requires: ADMIN)
    denied: Event @auth(policy: "no")
    plain: Int @auth(requires: USER)
  }`;

let started = 0;
let closed = 0;

async function* ticks(): AsyncGenerator<unknown> {
  started += 1;
  try {
    for (let n = 1; n <= 3; n += 1)
      yield { ticks: { n, secret: n }, open: n, admin: { n }, denied: { n }, plain: n };
  } finally {
    closed += 1;
  }
}

async function collect(
  query: string,
  caller: Caller,
  options: Partial<AuthOptions<Context>> = {},
): Promise<{ readonly results: readonly ExecutionResult[]; readonly isStream: boolean }> {
  started = 0;
  closed = 0;
  const source = { subscribe: ticks };
  const { schema } = createSchemaFixture(
    SDL,
    { Subscription: { ticks: source, open: source, admin: source, denied: source, plain: source } },
    { policies: { no: async () => false }, ...options },
  );
  const answer = await subscribe({ schema, document: parse(query), contextValue: { caller } });
  if (!(Symbol.asyncIterator in answer)) return { results: [answer], isStream: false };
  const results: ExecutionResult[] = [];
  for await (const result of answer) results.push(result);
  return { results, isStream: true };
}

const codes = (result: ExecutionResult | undefined): readonly unknown[] =>
  (result?.errors ?? []).map(({ extensions }) => [
    extensions['code'],
    extensions['coordinate'],
    extensions['reason'],
  ]);

describe('a subscription', () => {
  test('delivers the events that the caller may read', async () => {
    const { results } = await collect('subscription { ticks { n } }', principal('u'));

    expect(results.map(({ data }) => data)).toEqual([
      { ticks: { n: 1 } },
      { ticks: { n: 2 } },
      { ticks: { n: 3 } },
    ]);
  });

  test.each([
    [
      'the rule of its field',
      'subscription { ticks { n } }',
      anonymous,
      ['UNAUTHENTICATED', 'Subscription.ticks', 'TOKEN_MISSING'],
    ],
    [
      'a missing role',
      'subscription { admin { n } }',
      principal('u'),
      ['FORBIDDEN', 'Subscription.admin', undefined],
    ],
    [
      'a policy',
      'subscription { denied { n } }',
      principal('u'),
      ['FORBIDDEN', 'Subscription.denied', undefined],
    ],
    [
      'a nested field',
      'subscription { ticks { n secret } }',
      principal('u'),
      ['FORBIDDEN', 'Event.secret', undefined],
    ],
  ] as const)('is refused by %s before its source starts', async (_, query, caller, expected) => {
    const { results, isStream } = await collect(query, caller);

    expect(isStream).toBe(false);
    expect(codes(results[0])).toEqual([expected]);
    expect(started).toBe(0);
  });

  test('ends with one UNAUTHENTICATED error and no event when the caller has expired', async () => {
    let now = NOW;
    const caller = principal('u', 'USER', { expiresAt: new Date(NOW + 1500) });

    const { results } = await collect('subscription { ticks { n } }', caller, {
      now: () => {
        now += 500;
        return now;
      },
    });

    const [last, ...before] = [...results].reverse();
    expect(codes(last)).toEqual([['UNAUTHENTICATED', 'Subscription.ticks', 'TOKEN_EXPIRED']]);
    expect(last?.data).toEqual({ ticks: null });
    expect(before.every(({ errors }) => errors === undefined)).toBe(true);
    expect(results.length).toBeLessThan(4);
    expect(closed).toBe(1);
  });

  const revoking: readonly (readonly [string, AuthOptions<Context>['revalidate'] & object, string])[] = [
    ['returns false', () => false, 'SESSION_REVOKED'],
    ['resolves to a reason', async () => 'ACCOUNT_DISABLED', 'ACCOUNT_DISABLED'],
    [
      'throws',
      () => {
        throw new Error('no database');
      },
      'SESSION_REVOKED',
    ],
    ['returns undefined', (() => undefined) as unknown as () => boolean, 'SESSION_REVOKED'],
  ];

  test.each(revoking)('ends when revalidate %s', async (_, revalidate, reason) => {
    const { results } = await collect('subscription { ticks { n } }', principal('u'), { revalidate });

    expect(results.map(codes)).toEqual([[['UNAUTHENTICATED', 'Subscription.ticks', reason]]]);
    expect(closed).toBe(1);
  });

  test('calls revalidate before each event', async () => {
    let calls = 0;

    const { results } = await collect('subscription { ticks { n } }', principal('u'), {
      revalidate: () => {
        calls += 1;
        return calls < 3;
      },
    });

    expect(results.map(({ data }) => data)).toEqual([
      { ticks: { n: 1 } },
      { ticks: { n: 2 } },
      { ticks: null },
    ]);
  });

  test('that is public continues for every caller', async () => {
    const { results } = await collect('subscription { open }', anonymous, { revalidate: () => false });

    expect(results).toHaveLength(3);
  });

  test('closes its source when the client unsubscribes', async () => {
    started = 0;
    closed = 0;
    const { schema } = createSchemaFixture(
      SDL,
      { Subscription: { plain: { subscribe: ticks } } },
      { policies: { no: () => false } },
    );
    const stream: AsyncGenerator<ExecutionResult> | ExecutionResult = await subscribe({
      schema,
      document: parse('subscription { plain }'),
      contextValue: { caller: principal('u') },
    });
    if (!(Symbol.asyncIterator in stream)) throw new Error('no stream');

    await stream.next();
    await stream.return(undefined);

    expect(closed).toBe(1);
    expect(await stream.next()).toEqual({ value: undefined, done: true });
  });
});
