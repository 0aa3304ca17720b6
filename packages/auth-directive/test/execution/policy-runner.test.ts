import { describe, expect, test } from '@jest/globals';
import type { Policy, PolicyRequest } from '../../src/index.js';
import { createTestRunner, policyRequest, policyResolvers, policySdl } from '../helpers/policy-fixture.js';
import {
  type Context,
  createSchemaFixture,
  principal,
  runApollo,
  runGuardsOnly,
  runHttp,
} from '../helpers/schema-fixture.js';

const throwError = (): never => {
  throw new Error('secret text');
};

describe('createPolicyRunner', () => {
  test('refuses a policy that is not configured', () => {
    expect(createTestRunner({}).runPolicy('none', policyRequest())).toBe(false);
  });

  test('returns the result of a synchronous policy synchronously', () => {
    const { runPolicy, log } = createTestRunner({ yes: () => true, no: () => false });

    expect([runPolicy('yes', policyRequest()), runPolicy('no', policyRequest())]).toEqual([true, false]);
    expect(log).toEqual([]);
  });

  test.each<readonly [string, Policy<unknown>]>([
    ['throws', throwError],
    ['returns a number', () => 1 as unknown as boolean],
  ])('refuses synchronously and logs once when a synchronous policy %s', (_, policy) => {
    const { runPolicy, log } = createTestRunner({ p: policy });

    expect(runPolicy('p', policyRequest())).toBe(false);
    expect(log.map(({ code, coordinate }) => [code, coordinate])).toEqual([['AUTH_POLICY_FAILED', 'T.f']]);
  });

  test.each<readonly [string, Policy<unknown>, boolean, number]>([
    ['resolves to true', async () => true, true, 0],
    ['resolves to false', async () => false, false, 0],
    ['resolves to a string', async () => 'true' as unknown as boolean, false, 1],
    ['rejects', async () => throwError(), false, 1],
  ])('awaits an asynchronous policy that %s', async (_, policy, expected, logged) => {
    const { runPolicy, log } = createTestRunner({ p: policy });

    expect(await runPolicy('p', policyRequest())).toBe(expected);
    expect(log.map(({ code, coordinate, message }) => [code, coordinate, message])).toEqual(
      Array.from({ length: logged }, () => [
        'AUTH_POLICY_FAILED',
        'T.f',
        'The policy "p" failed; the access is refused.',
      ]),
    );
  });

  test('refuses when the deadline of a policy has passed', async () => {
    const never = new Promise<readonly boolean[]>(() => undefined);
    const { runPolicy, log } = createTestRunner({ slow: { batch: () => never, timeoutMs: 5 } });

    expect(await runPolicy('slow', policyRequest())).toBe(false);
    expect(String(log[0]?.cause)).toContain('No result within 5 ms.');
  });

  test('clears its timer when the policy has returned', async () => {
    const { runPolicy } = createTestRunner({ soon: async () => true, lot: { batch: async () => [true] } });

    const { answers, started, running } = await countTimers(() =>
      Promise.all([runPolicy('soon', policyRequest()), runPolicy('lot', policyRequest())]),
    );

    expect(answers).toEqual([true, true]);
    expect([started, running]).toEqual([2, 0]);
  });
});

describe('a policy of a schema', () => {
  // Every kind of failure; createPolicyRunner's own tests have all cases.
  test.each<readonly [string, Policy<Context>]>([
    ['returns false', () => false],
    ['throws', throwError],
    ['rejects', async () => throwError()],
    ['returns a number', (() => 1) as unknown as Policy<Context>],
    ['rejects a batch', { batch: async () => throwError() }],
    ['exceeds its deadline', { batch: () => new Promise(() => undefined), timeoutMs: 20 }],
  ])('that %s refuses, and its error text reaches no client', async (_, policy) => {
    const fixture = createSchemaFixture(policySdl('p'), policyResolvers, { policies: { p: policy } });

    const answers = [
      await runGuardsOnly(fixture, { query: '{ f ok }', caller: principal('u') }),
      await runApollo(fixture, { query: '{ f ok }', caller: principal('u') }),
      await runHttp(fixture, { query: '{ f ok }', caller: principal('u') }),
    ];

    for (const answer of answers) {
      expect(answer.data).toEqual({ f: null, ok: 2 });
      expect(answer.errors.map(({ code, coordinate }) => [code, coordinate])).toEqual([
        ['FORBIDDEN', 'Query.f'],
      ]);
      expect(answer.raw).not.toContain('secret');
    }
  });

  test('receives the caller, the parent, the context and the arguments object of the resolver', async () => {
    const requests: PolicyRequest<Context>[] = [];
    let resolved: unknown;
    const fixture = createSchemaFixture(
      `type Doc { f(a: Int = 5, b: [Int]): Int @auth(policy: "p") } type Query { doc: Doc @public }`,
      {
        Query: { doc: () => ({ id: 'doc' }) },
        Doc: {
          f: (_, args) => {
            resolved = args;
            return 1;
          },
        },
      },
      { policies: { p: (request) => requests.push(request) > 0 } },
    );

    await runGuardsOnly(fixture, {
      query: 'query ($b: [Int] = [2]) { doc { f(b: $b) } }',
      caller: principal('u'),
    });

    expect(
      requests.map(({ args, coordinate, parent, caller }) => [args, coordinate, parent, caller.id]),
    ).toEqual([[{ a: 5, b: [2] }, 'Doc.f', { id: 'doc' }, 'u']]);
    expect(resolved).toBe(requests[0]?.args);
    expect(requests[0]?.context).toEqual({ caller: principal('u') });
  });
});

/** Counts the timers that were started during the work, and those that run after it. */
async function countTimers<Answers>(work: () => Promise<Answers>) {
  // A test runner that sets a deadline has set it before the next microtask.
  await null;
  const { setTimeout, clearTimeout } = globalThis;
  const running = new Set<unknown>();
  let started = 0;
  globalThis.setTimeout = ((...call: Parameters<typeof setTimeout>) => {
    const timer = setTimeout(...call);
    started += 1;
    running.add(timer);
    return timer;
  }) as typeof setTimeout;
  globalThis.clearTimeout = (timer) => {
    running.delete(timer);
    clearTimeout(timer);
  };
  try {
    const answers = await work();
    return { answers, started, running: running.size };
  } finally {
    Object.assign(globalThis, { setTimeout, clearTimeout });
  }
}
