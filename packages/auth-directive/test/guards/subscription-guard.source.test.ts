import { describe, expect, test } from '@jest/globals';
import { isObjectType, parse, subscribe } from 'graphql';
import type { AuthOptions } from '../../src/index.js';
import { createResolveInfo } from '../helpers/guard-fixture.js';
import { type Context, createSchemaFixture, NOW, principal } from '../helpers/schema-fixture.js';

const SDL = 'type Query { ok: Int @public } type Subscription { ticks: Int @auth(requires: USER) }';

/** Returns an endless source; its iterator has the given further methods. */
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

/** Returns the guarded source as graphql-js calls it. */
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

describe('a guarded source', () => {
  test.each([
    ['text', 'events'],
    ['a synchronous list', [1]],
    ['nothing', undefined],
  ])('that is %s in place of an asynchronous iterable is refused', async (_, events) => {
    await expect(sourceOf(events)).rejects.toThrow('Subscription field must return Async Iterable.');
  });

  test('that is an error fails with it', async () => {
    await expect(sourceOf(new Error('no source'))).rejects.toThrow('no source');
  });

  test('that is a function is checked, too', async () => {
    const source = await sourceOf(
      Object.assign(() => undefined, endless()),
      { revalidate: () => false },
    );

    expect(await source.next()).not.toEqual({ value: { ticks: 1 }, done: false });
    expect(await source.next()).toEqual(done);
  });

  test('without return() is not read again after its end', async () => {
    const source = await sourceOf(endless(), { revalidate: () => false });

    expect(await source.next()).toMatchObject({ done: false });
    expect(await source.next()).toEqual(done);
    expect(await source.next()).toEqual(done);
  });

  test('whose return() rejects still delivers the refusal', async () => {
    const source = await sourceOf(endless({ return: () => Promise.reject(new Error('mine')) }), {
      revalidate: () => false,
    });

    expect(await source.next()).toMatchObject({ done: false });
    expect(await source.next()).toEqual(done);
  });

  test('that has ended ends the stream without another call of revalidate', async () => {
    let calls = 0;
    const revalidate = () => {
      calls += 1;
      return calls < 2;
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
    expect(calls).toBe(1);
  });

  test('that yields an event after return() was called delivers nothing', async () => {
    let resolveNext: (event: IteratorResult<unknown>) => void = () => undefined;
    const source = await sourceOf(endless({ next: () => new Promise((resolve) => (resolveNext = resolve)) }));

    const pending = source.next();
    expect(await source.return?.()).toEqual(done);
    resolveNext({ value: { ticks: 1 }, done: false });

    expect(await pending).toEqual(done);
    expect(await source.next()).toEqual(done);
  });

  test('receives the error of throw() where its iterator has the method', async () => {
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
    'that is no async iterable is rejected by graphql-js: %j',
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

describe('the caller of a subscription', () => {
  test.each([
    [-1, true],
    [0, true],
    [1, false],
  ])('whose credential expires %i ms after an event has expired: %s', async (ms, isExpired) => {
    let now = NOW;
    const resolvers = { Subscription: { ticks: { subscribe: () => endless() } } };
    const fixture = createSchemaFixture(SDL, resolvers, { now: () => now });
    const contextValue = { caller: principal('u', 'USER', { expiresAt: new Date(NOW + 1000) }) };

    const stream = await subscribe({
      schema: fixture.schema,
      document: parse('subscription { ticks }'),
      contextValue,
    });
    if (!(Symbol.asyncIterator in stream)) throw new Error('no stream');
    now = NOW + 1000 - ms;
    const event = await stream.next();

    expect(event.value?.data).toEqual({ ticks: isExpired ? null : 1 });
    expect(fixture.decisions.map(({ when, reason }) => [when, reason])).toEqual(
      isExpired ? [['event', 'TOKEN_EXPIRED']] : [],
    );
  });
});
