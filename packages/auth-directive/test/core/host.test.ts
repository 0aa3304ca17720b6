import { describe, expect, test } from '@jest/globals';
import { createHost } from '../../src/core/host.js';
import type { AuthLogEntry, AuthOptions } from '../../src/index.js';
import { SDL } from '../helpers/answer-table.js';
import {
  createSchemaFixture,
  ENTRY_POINTS,
  NOW,
  principal,
  runApollo,
  runGuardsOnly,
} from '../helpers/schema-fixture.js';

test('queries are partial and no element is hidden unless an option says otherwise', () => {
  const options = { roles: ['USER'], caller: () => undefined };

  expect(createHost(options)).toMatchObject({ queries: 'partial', hidesElements: false });
  expect(createHost({ ...options, queries: 'reject', introspection: 'caller' })).toMatchObject({
    queries: 'reject',
    hidesElements: true,
  });
});

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

  test('receives a refused input of a guard as a decision of the execution', async () => {
    const fixture = createSchemaFixture('type Query { find(all: Int @auth(requires: ADMIN)): Int @public }');

    await runGuardsOnly(fixture, { query: '{ find(all: 1) }', caller: principal('u') });

    expect(fixture.decisions.map(({ coordinate, when }) => [coordinate, when])).toEqual([
      ['Query.find(all:)', 'execution'],
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

describe('the callbacks of the host', () => {
  const broken = (): never => {
    throw new Error('secret of the host');
  };
  const hostWith = (options: Partial<AuthOptions<unknown>>) => {
    const log: AuthLogEntry[] = [];
    const caller = () => principal('u');
    return {
      host: createHost({ roles: ['USER'], caller, log: (entry) => log.push(entry), ...options }),
      log,
    };
  };
  const cause = new Error('secret of the host');

  test('log what they throw, with the place and the consequence', async () => {
    const { host, log } = hostWith({ caller: broken, elevate: broken, revalidate: broken });

    expect(host.resolveCaller({}).kind).toBe('anonymous');
    expect(host.resolveElevatedCaller({}, {}, 'Mutation.login')).toBeUndefined();
    expect(await host.revocationReason(principal('u') as never, {}, 'Subscription.s')).toBe(
      'SESSION_REVOKED',
    );
    expect(log).toEqual([
      {
        code: 'AUTH_HOST_FAILED',
        coordinate: 'caller',
        message: 'The caller option threw an error; the caller is treated as anonymous.',
        cause,
      },
      {
        code: 'AUTH_ELEVATE_FAILED',
        coordinate: 'Mutation.login',
        message: 'The elevate option threw an error; the caller is treated as anonymous.',
        cause,
      },
      {
        code: 'AUTH_HOST_FAILED',
        coordinate: 'Subscription.s',
        message: 'The revalidate option threw an error; the session is treated as revoked.',
        cause,
      },
    ]);
  });

  test('log a malformed elevated caller with the problem', () => {
    const { host, log } = hostWith({ elevate: () => ({ id: 'u' }) as never });

    expect(host.resolveElevatedCaller({}, {}, 'Mutation.login')?.kind).toBe('anonymous');
    expect(log).toEqual([
      {
        code: 'AUTH_ELEVATE_FAILED',
        coordinate: 'Mutation.login',
        message: 'The elevated caller is malformed. Its kind is neither "anonymous" nor "principal".',
      },
    ]);
  });

  test.each([
    ['missing', undefined],
    ['without an answer', () => undefined],
    ['with the answer null', () => null as never],
  ])('elevate nobody, and log nothing, where elevate is %s', (_, elevate) => {
    const { host, log } = hostWith(elevate === undefined ? {} : { elevate });

    expect(host.resolveElevatedCaller({}, {}, 'Mutation.login')).toBeUndefined();
    expect(log).toEqual([]);
  });

  test.each([
    ['true', true, undefined],
    ['a reason', 'USER_BANNED', 'USER_BANNED'],
    ['an empty reason', '', 'SESSION_REVOKED'],
    ['false', false, 'SESSION_REVOKED'],
    ['nothing', undefined, 'SESSION_REVOKED'],
  ])('revoke a session by revalidate unless it answers true: %s', async (_, answer, reason) => {
    const { host } = hostWith({ revalidate: () => answer as never });

    expect(await host.revocationReason(principal('u') as never, {}, 'Subscription.s')).toBe(reason);
  });

  test('warn on the terminal without the cause where there is no log option', () => {
    const warnings: unknown[] = [];
    const { emitWarning } = process;
    process.emitWarning = (...warning: unknown[]) => void warnings.push(warning);

    createHost({ roles: ['USER'], caller: broken }).resolveCaller({});
    process.emitWarning = emitWarning;

    const message = 'caller: The caller option threw an error; the caller is treated as anonymous.';
    expect(warnings).toEqual([[message, { code: 'AUTH_HOST_FAILED' }]]);
  });
});
