import { describe, expect, test } from '@jest/globals';
import { isObjectType, parse, subscribe } from 'graphql';
import type { AuthOptions } from '../../src/index.js';
import { createResolveInfo } from '../helpers/guard-fixture.js';
import { type Context, createSchemaFixture, NOW, principal } from '../helpers/schema-fixture.js';

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
  const fixture = createSchemaFixture(SDL, { Subscription: { ticks: { subscribe: () => events } } }, options);
  const type = fixture.schema.getType('Subscription');
  const field = isObjectType(type) ? type.getFields()['ticks'] : undefined;
  const info = {
    ...createResolveInfo(fixture, 'Subscription.ticks'),
    path: { prev: undefined, key: 'ticks', typename: 'Subscription' },
  };
  const subscription = { ...info, operation: { ...info.operation, operation: 'subscription' as never } };
  return field?.subscribe?.({}, {}, { caller: principal('u') }, subscription) as Promise<
    AsyncIterator<unknown>
  >;
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
    let resolveNext: (event: IteratorResult<unknown>) => void = () => undefined;
    const source = await sourceOf(endless({ next: () => new Promise((resolve) => (resolveNext = resolve)) }));

    const pending = source.next();
    expect(await source.return?.()).toEqual(done);
    resolveNext({ value: { ticks: 1 }, done: false });

    expect(await pending).toEqual(done);
    expect(await source.next()).toEqual(done);
  });

  test('is thrownErrors what is thrown into it, where it listens', async () => {
    const thrownErrors: unknown[] = [];
    const withThrow = await sourceOf(
      endless({
        throw: async (error) => {
          thrownErrors.push(error);
          return done;
        },
      }),
    );
    const withoutThrow = await sourceOf(endless());

    expect(await withThrow.throw?.('mine')).toEqual(done);
    expect(thrownErrors).toEqual(['mine']);
    await expect(withoutThrow.throw?.(new Error('mine'))).rejects.toThrow('mine');
    expect(await withoutThrow.next()).toEqual(done);
  });

  test.each([5, 'text', null, undefined, {}, [1]])(
    'that is none is left to graphql-js, which says so: %j',
    async (events) => {
      const { schema } = createSchemaFixture(SDL, { Subscription: { ticks: { subscribe: () => events } } });
      const document = parse('subscription { ticks }');

      const attempt = async () => {
        const answer = await subscribe({ schema, document, contextValue: { caller: principal('u') } });
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
    const fixture = createSchemaFixture(SDL, { Subscription: { ticks: { subscribe: () => endless() } } });
    const contextValue = { caller: principal('u', 'USER', { expiresAt: new Date(NOW + ms) }) };

    const stream = await subscribe({
      schema: fixture.schema,
      document: parse('subscription { ticks }'),
      contextValue,
    });
    if (!(Symbol.asyncIterator in stream)) throw new Error('no stream');
    const event = await stream.next();

    expect(event.value?.data).toEqual({ ticks: isExpired ? null : 1 });
    expect(fixture.decisions.map(({ when, reason }) => [when, reason])).toEqual(
      isExpired ? [['event', 'TOKEN_EXPIRED']] : [],
    );
  });

  test('whose credential has no end is asked about all the same', async () => {
    const source = await sourceOf(endless(), { revalidate: () => 'EPOCH_STALE' });

    expect(JSON.stringify(await source.next())).toContain('EPOCH_STALE');
  });
});
