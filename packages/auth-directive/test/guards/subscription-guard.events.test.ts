import { subscribe as subscribeWithTools } from '@graphql-tools/executor';
import { describe, expect, test } from '@jest/globals';
import { type ExecutionResult, parse, subscribe } from 'graphql';
import type { AuthOptions } from '../../src/index.js';
import { type Context, createSchemaFixture, NOW, principal } from '../helpers/schema-fixture.js';

const SDL = `
  type Event { n: Int secret: Int @auth(requires: ADMIN) asked: Int @auth(policy: "once") }
  type Query { ok: Int @public }
  type Subscription {
    ticks(n: Int): Event @auth(requires: USER)
    fresh: Int @auth(requires: USER, freshWithin: 60)
    asked: Int @auth(policy: "once")
  }`;

const EVENTS = [1, 2, 3];

async function* ticks(): AsyncGenerator<unknown> {
  for (const n of EVENTS) yield { ticks: { n, secret: n, asked: n }, fresh: n, asked: n };
}

const EXECUTORS = [
  ['graphql-js', subscribe],
  ['@graphql-tools/executor', subscribeWithTools as unknown as typeof subscribe],
] as const;

interface Subscription {
  readonly query: string;
  readonly context: { caller: Context['caller'] };
  readonly options: Partial<AuthOptions<Context>>;
  readonly afterEvent: () => void;
}

async function collect(
  run: typeof subscribe,
  { query, context, options, afterEvent }: Subscription,
): Promise<readonly string[]> {
  const source = { subscribe: ticks };
  const { schema } = createSchemaFixture(
    SDL,
    { Subscription: { ticks: source, fresh: source, asked: source } },
    { policies: { once: () => true }, ...options },
  );
  const stream = await run({ schema, document: parse(query), contextValue: context });
  if (!(Symbol.asyncIterator in stream)) throw new Error('The subscription was refused.');
  const results: string[] = [];
  for await (const { data, errors = [] } of stream as AsyncIterable<ExecutionResult>) {
    results.push(
      `${JSON.stringify(data)} ${errors.map(({ extensions }) => extensions['code']).join(' ')}`.trim(),
    );
    afterEvent();
  }
  return results;
}

describe.each(EXECUTORS)('each event of a subscription is a new decision with %s', (_, run) => {
  test('about the role', async () => {
    const context = { caller: principal('u', 'ADMIN') };
    const results = await collect(run, {
      query: 'subscription { ticks { n secret } }',
      context,
      options: {},
      afterEvent: () => {
        context.caller = principal('u', 'USER');
      },
    });

    expect(results).toEqual([
      '{"ticks":{"n":1,"secret":1}}',
      '{"ticks":{"n":2,"secret":null}} FORBIDDEN',
      '{"ticks":{"n":3,"secret":null}} FORBIDDEN',
    ]);
  });

  test('about the freshness', async () => {
    let now = NOW;
    const results = await collect(run, {
      query: 'subscription { fresh }',
      context: { caller: principal('u') },
      options: { now: () => now },
      afterEvent: () => {
        now += 40_000;
      },
    });

    expect(results).toEqual(['{"fresh":1}', '{"fresh":2}', '{"fresh":null} STEP_UP_REQUIRED']);
  });

  test.each([
    ['at the root', 'subscription { asked }', 'asked', 4],
    ['below the root', 'subscription { ticks { asked } }', 'ticks', 3],
  ])('about a policy %s', async (__, query, root, expected) => {
    let asked = 0;
    const results = await collect(run, {
      query,
      context: { caller: principal('u') },
      options: {
        policies: {
          once: () => {
            asked += 1;
            return asked < expected;
          },
        },
      },
      afterEvent: () => undefined,
    });

    expect(asked).toBe(expected);
    expect(results[2]).toMatch(
      root === 'asked' ? '{"asked":null} FORBIDDEN' : '{"ticks":{"asked":null}} FORBIDDEN',
    );
  });

  test('which is shared by the fields of that event', async () => {
    let resolved = 0;
    await collect(run, {
      query: 'subscription { ticks { n secret } }',
      context: { caller: principal('u', 'ADMIN') },
      options: {
        caller: (context) => {
          resolved += 1;
          return context.caller;
        },
      },
      afterEvent: () => undefined,
    });

    expect(resolved).toBe(EVENTS.length + 1);
  });
});
