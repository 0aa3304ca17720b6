import { describe, expect, test } from '@jest/globals';
import { SDL } from '../helpers/answer-table.js';
import {
  createSchemaFixture,
  ENTRY_POINTS,
  NOW,
  principal,
  runApollo,
  runGuardsOnly,
} from '../helpers/schema-fixture.js';

describe('onDecision', () => {
  test('receives each refusal of the plan and of the execution once', async () => {
    const fixture = createSchemaFixture(SDL, { Query: { nested: () => ({ admin: 1 }) } });

    await runApollo(fixture, { query: '{ admin }', caller: principal('u') });
    await runApollo(fixture, { query: '{ nested { admin } }', caller: principal('u') });

    expect(fixture.decisions.map(({ code, coordinate, when }) => [code, coordinate, when])).toEqual([
      ['FORBIDDEN', 'Query.admin', 'plan'],
      ['FORBIDDEN', 'Nested.admin', 'execution'],
    ]);
  });

  test('does not change the refusal when it throws', async () => {
    const fixture = createSchemaFixture(
      SDL,
      {},
      {
        onDecision: () => {
          throw new Error('audit unavailable');
        },
      },
    );

    const answer = await runApollo(fixture, { query: '{ admin }', caller: principal('u') });

    expect(answer.status).toBe(403);
    expect(answer.raw).not.toContain('audit unavailable');
  });
});

describe('caller', () => {
  test.each(ENTRY_POINTS)('that has expired is anonymous with TOKEN_EXPIRED, %s', async (_, run) => {
    const fixture = createSchemaFixture('type Query { ok: Int @public mine: Int @auth(requires: USER) }', {
      Query: { ok: () => 1 },
    });
    const caller = principal('u', 'ADMIN', { expiresAt: new Date(NOW - 1) });

    const answer = await run(fixture, { query: '{ ok mine }', caller });

    expect(answer).toMatchObject({
      data: { ok: 1, mine: null },
      errors: [{ code: 'UNAUTHENTICATED', reason: 'TOKEN_EXPIRED', path: 'mine' }],
    });
    expect(fixture.auth.explain(fixture.schema, caller, 'Query.mine')).toEqual(
      fixture.auth.explain(fixture.schema, { kind: 'anonymous', reason: 'TOKEN_EXPIRED' }, 'Query.mine'),
    );
  });

  test.each([
    ['a promise', async () => principal('u'), 'It is a promise; authenticate before the context is created.'],
    [
      'an object without kind',
      () => ({ id: 'u', role: 'ADMIN' }),
      'Its kind is neither "anonymous" nor "principal".',
    ],
  ])('that is %s is logged', async (_, caller, problem) => {
    const fixture = createSchemaFixture(SDL, {}, { caller: caller as never });

    const answer = await runGuardsOnly(fixture, { query: '{ admin }' });

    expect(answer.errors).toMatchObject([{ code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING' }]);
    expect(fixture.log).toContainEqual({
      code: 'AUTH_HOST_FAILED',
      coordinate: 'caller',
      message: `The caller is malformed. ${problem}`,
    });
  });

  test('that elevate returns is validated and logged in the same way', async () => {
    const outcome = async (caller: unknown) => {
      const fixture = createSchemaFixture(
        `type Pay { mine: Int @auth(requires: USER) } type Query { ok: Int @public }
         type Mutation { login: Pay @public(elevates: true) }`,
        { Mutation: { login: () => ({ mine: 1 }) } },
        { elevate: () => caller as never },
      );
      const { errors } = await runGuardsOnly(fixture, { query: 'mutation { login { mine } }' });
      return [
        errors.map(({ reason }) => reason),
        fixture.log.map(({ code, coordinate }) => `${code} ${coordinate}`),
      ];
    };

    expect(await outcome(principal('u', 'USER', { expiresAt: new Date(NOW - 1) }))).toEqual([
      ['TOKEN_EXPIRED'],
      [],
    ]);
    expect(await outcome({ id: 'u' })).toEqual([['TOKEN_MISSING'], ['AUTH_ELEVATE_FAILED Mutation.login']]);
    expect(await outcome(undefined)).toEqual([['TOKEN_MISSING'], []]);
    expect(await outcome(principal('u'))).toEqual([[], []]);
  });

  test.each([
    [
      'throws',
      () => {
        throw new Error('broken');
      },
    ],
    ['returns null', () => null],
    ['returns a principal without an id', () => ({ kind: 'principal' as const, id: '', role: 'ADMIN' })],
  ])('that %s counts as anonymous', async (_, caller) => {
    const answer = await runGuardsOnly(createSchemaFixture(SDL, {}, { caller }), { query: '{ admin }' });

    expect(answer.errors).toEqual([
      { code: 'UNAUTHENTICATED', coordinate: 'Query.admin', path: 'admin', reason: 'TOKEN_MISSING' },
    ]);
  });
});
