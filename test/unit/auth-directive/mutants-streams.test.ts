import { describe, expect, test } from '@jest/globals';
import { execute, isObjectType, parse, subscribe } from 'graphql';
import type { AuthOptions } from '../../../src/auth-directive/index.js';
import { infoOf } from './room.js';
import { type Context, createWorld, NOW, person, runApollo, runBare } from './world.js';

const SDL = 'type Query { ok: Int @public } type Subscription { ticks: Int @auth(requires: USER) }';

/** A source that never ends by itself, with as many of the iterator's methods as asked. */
function endless(more: Partial<AsyncIterator<unknown>> = {}): AsyncIterable<unknown> {
  let ticks = 0;
  return {
    [Symbol.asyncIterator]: () => ({
      next: async () => {
        ticks += 1;
        return { value: { ticks }, done: false };
      },
      ...more,
    }),
  };
}

/** The guarded source itself, as graphql-js calls it. */
async function sourceOf(
  events: unknown,
  options: Partial<AuthOptions<Context>> = {},
): Promise<AsyncIterator<unknown>> {
  const world = createWorld(SDL, { Subscription: { ticks: { subscribe: () => events } } }, options);
  const type = world.schema.getType('Subscription');
  const field = isObjectType(type) ? type.getFields()['ticks'] : undefined;
  const info = {
    ...infoOf(world, 'Subscription.ticks'),
    path: { prev: undefined, key: 'ticks', typename: 'Subscription' },
  };
  const subscription = { ...info, operation: { ...info.operation, operation: 'subscription' as never } };
  return field?.subscribe?.({}, {}, { caller: person('u') }, subscription) as Promise<AsyncIterator<unknown>>;
}

const done = { value: undefined, done: true };

describe('a source', () => {
  test('that cannot be closed is not asked again after the end', async () => {
    const source = await sourceOf(endless(), { revalidate: () => false });

    expect(await source.next()).toMatchObject({ done: false });
    expect(await source.next()).toEqual(done);
    expect(await source.next()).toEqual(done);
  });

  test('that fails to close keeps no refusal from the client', async () => {
    const source = await sourceOf(endless({ return: () => Promise.reject(new Error('mine')) }), {
      revalidate: () => false,
    });

    expect(await source.next()).toMatchObject({ done: false });
    expect(await source.next()).toEqual(done);
  });

  test('that has ended is the end, and nobody is asked about it', async () => {
    let asked = 0;
    const revalidate = () => {
      asked += 1;
      return asked < 2;
    };
    let ticks = 0;
    const events = endless({
      next: async () => {
        ticks += 1;
        return ticks === 1 ? { value: 1, done: false } : { value: 2, done: true };
      },
    });
    const source = await sourceOf(events, { revalidate });

    expect(await source.next()).toEqual({ value: 1, done: false });
    expect(await source.next()).toEqual(done);
    expect(asked).toBe(1);
  });

  test('that brings an event after its subscriber has left brings nothing', async () => {
    let bring: (event: IteratorResult<unknown>) => void = () => undefined;
    const source = await sourceOf(endless({ next: () => new Promise((resolve) => (bring = resolve)) }));

    const pending = source.next();
    expect(await source.return?.()).toEqual(done);
    bring({ value: { ticks: 1 }, done: false });

    expect(await pending).toEqual(done);
    expect(await source.next()).toEqual(done);
  });

  test('is told what is thrown into it, where it listens', async () => {
    const told: unknown[] = [];
    const listening = await sourceOf(
      endless({
        throw: async (error) => {
          told.push(error);
          return done;
        },
      }),
    );
    const deaf = await sourceOf(endless());

    expect(await listening.throw?.('mine')).toEqual(done);
    expect(told).toEqual(['mine']);
    await expect(deaf.throw?.(new Error('mine'))).rejects.toThrow('mine');
    expect(await deaf.next()).toEqual(done);
  });

  test.each([5, 'text', null, undefined, {}, [1]])(
    'that is none is left to graphql-js, which says so: %j',
    async (events) => {
      const { schema } = createWorld(SDL, { Subscription: { ticks: { subscribe: () => events } } });
      const document = parse('subscription { ticks }');

      const attempt = async () => {
        const answer = await subscribe({ schema, document, contextValue: { caller: person('u') } });
        return Symbol.asyncIterator in answer ? 'a stream' : String(answer.errors?.[0]?.message);
      };

      expect(await attempt().catch((error: Error) => error.message)).toMatch(/Async Iterable/);
    },
  );
});

describe('a caller', () => {
  test.each([
    [-1, true],
    [0, true],
    [1, false],
  ])('whose credential ends in %i ms has expired: %s', async (ms, isExpired) => {
    const world = createWorld(SDL, { Subscription: { ticks: { subscribe: () => endless() } } });
    const contextValue = { caller: person('u', 'USER', { expiresAt: new Date(NOW + ms) }) };

    const stream = await subscribe({
      schema: world.schema,
      document: parse('subscription { ticks }'),
      contextValue,
    });
    if (!(Symbol.asyncIterator in stream)) throw new Error('no stream');
    const event = await stream.next();

    expect(event.value?.data).toEqual({ ticks: isExpired ? null : 1 });
    expect(world.decisions.map(({ when, reason }) => [when, reason])).toEqual(
      isExpired ? [['event', 'TOKEN_EXPIRED']] : [],
    );
  });

  test('whose credential has no end is asked about all the same', async () => {
    const source = await sourceOf(endless(), { revalidate: () => 'EPOCH_STALE' });

    expect(JSON.stringify(await source.next())).toContain('EPOCH_STALE');
  });
});

const FACES = `
  enum Color { RED @auth(policy: "p") GREEN @auth(policy: "mine") BLUE }
  interface Face { n: Int }
  type Own implements Face @auth(policy: "p") { n: Int }
  type Free implements Face { n: Int }
  type Doc { face(a: Int = 5): Face quiet(a: Int): Face @auth(requires: USER, onDeny: NULL) all: [Face] color: Color shy: Color @auth(requires: USER, onDeny: NULL) colors: [Color] }
  type Query { doc: Doc @public }`;

describe('a concrete type', () => {
  const user = person('u');
  const asked: unknown[] = [];
  function made(
    doc: object,
    said: boolean | Promise<boolean>,
    resolveType?: (value: { t: unknown }) => unknown,
  ) {
    asked.length = 0;
    return createWorld(
      FACES.replace('@auth(policy: "mine") BLUE', 'BLUE'),
      {
        Query: { doc: () => doc },
        ...(resolveType === undefined ? {} : { Face: { __resolveType: resolveType as () => string } }),
      },
      {
        policies: {
          p: ({ args }) => {
            asked.push({ ...args });
            return said;
          },
        },
      },
    );
  }

  test.each([runBare, runApollo])(
    'asks its policy with the arguments of the field that reached it',
    async (run) => {
      const world = made({ face: { __typename: 'Own', n: 1 }, quiet: { __typename: 'Own', n: 2 } }, true);

      const answer = await run(world, {
        query: '{ doc { face { n } b: face(a: 7) { n } quiet(a: 9) { n } } }',
        caller: user,
      });

      expect(answer.data).toEqual({ doc: { face: { n: 1 }, b: { n: 1 }, quiet: { n: 2 } } });
      // A silent field resolves its type first, and the executor once more.
      expect(new Set(asked.map((args) => JSON.stringify(args)))).toEqual(
        new Set(['{"a":5}', '{"a":7}', '{"a":9}']),
      );
    },
  );

  test.each([
    ['Own', true, { n: 1 }],
    ['Own', false, null],
    ['Free', false, { n: 1 }],
  ])('%s, told later, under a policy that says %s', async (typeName, said, expected) => {
    const world = made({ face: { n: 1 }, quiet: { n: 1 } }, Promise.resolve(said), async () => typeName);

    const answer = await runBare(world, { query: '{ doc { face { n } quiet { n } } }', caller: user });

    expect(answer.data).toEqual({ doc: { face: expected, quiet: expected } });
    expect(answer.errors.map(({ path }) => path)).toEqual(expected === null ? ['doc.face'] : []);
  });

  test.each([
    ['a name of no type', () => 'Nope', /does not exist/],
    ['no name', () => undefined, /must resolve to an Object type/],
    [
      'a failure',
      () => {
        throw new Error('mine');
      },
      /mine/,
    ],
    ['a failure, later', async () => Promise.reject(new Error('mine')), /mine/],
  ])('that cannot be told is the executor’s affair: %s', async (_, resolveType, message) => {
    const { schema } = made({ face: { n: 1 }, quiet: { n: 1 } }, true, resolveType);

    const { data, errors = [] } = await execute({
      schema,
      document: parse('{ doc { face { n } quiet { n } } }'),
      contextValue: { caller: user },
    });

    expect(data).toEqual({ doc: { face: null, quiet: null } });
    expect(errors.map((error) => message.test(error.message))).toEqual([true, true]);
  });

  test('that is granted at once is answered at once, item by item', () => {
    const all = ['Own', 'Free', 'Own'].map((__typename, n) => ({ __typename, n }));
    const { schema } = made({ all }, true);

    const result = execute({
      schema,
      document: parse('{ doc { all { n } } }'),
      contextValue: { caller: user },
    });

    expect(result).toEqual({ data: { doc: { all: [{ n: 0 }, { n: 1 }, { n: 2 }] } } });
  });
});

describe('a value of an enum that asks', () => {
  const doc = { color: 'RED', shy: 'RED', colors: ['RED', 'GREEN', 'BLUE'], by: 'x' };
  const query = '{ doc { color shy colors } }';
  const made = (said: boolean, more: object = {}) =>
    createWorld(
      FACES,
      { Query: { doc: () => ({ ...doc, ...more }) } },
      { policies: { p: async () => said, mine: ({ parent, caller }) => parent.by === caller.id } },
    );

  test('is answered where its policy and its owner pass', async () => {
    const answer = await runBare(made(true, { by: 'u' }), { query, caller: person('u') });

    expect(answer.data).toEqual({ doc: { color: 'RED', shy: 'RED', colors: ['RED', 'GREEN', 'BLUE'] } });
  });

  test('is refused in its own place where they do not', async () => {
    const answer = await runBare(made(false, { by: 'x' }), { query, caller: person('u') });

    expect(answer.data).toEqual({ doc: { color: null, shy: null, colors: [null, null, 'BLUE'] } });
    expect(new Set(answer.errors.map(({ path, coordinate }) => `${path} ${coordinate}`))).toEqual(
      new Set(['doc.color Color.RED', 'doc.colors.0 Color.RED', 'doc.colors.1 Color.GREEN']),
    );
  });

  test('is refused to strangers without asking, and a value that the enum does not have is the executor’s error', async () => {
    const stranger = await runBare(made(true), { query: '{ doc { color } }' });
    const unknown = await runBare(made(true, { color: 'PINK' }), {
      query: '{ doc { color } }',
      caller: person('u'),
    });

    expect(stranger.errors.map(({ code, coordinate }) => [code, coordinate])).toEqual([
      ['UNAUTHENTICATED', 'Color.RED'],
    ]);
    expect(unknown.errors.map(({ code }) => code)).toEqual([undefined]);
  });
});
