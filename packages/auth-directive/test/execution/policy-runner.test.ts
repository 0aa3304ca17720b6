import { describe, expect, test } from '@jest/globals';
import type { AuthLogEntry, Policy, PolicyRequest, Principal } from '../../src/core/auth-options.js';
import { createHost } from '../../src/core/host.js';
import { createPolicyRunner } from '../../src/execution/policy-runner.js';
import { ROLES } from '../helpers/schema-fixture.js';

const caller: Principal = { kind: 'principal', id: 'ada', role: 'USER' };
const request = (coordinate = 'T.f'): PolicyRequest<unknown> => ({
  caller,
  args: {},
  parent: undefined,
  context: undefined,
  coordinate,
});

function createTestRunner(policies: Record<string, Policy<unknown>>) {
  const log: AuthLogEntry[] = [];
  const host = createHost({
    roles: ROLES,
    caller: () => caller,
    policies,
    log: (entry) => void log.push(entry),
  });
  return { host, log, ask: createPolicyRunner(host) };
}

describe('the policyRunner of policies', () => {
  test('refuses a policy that nobody gave', () => {
    expect(createTestRunner({}).ask('none', request())).toBe(false);
  });

  test('answers at once what answers at once', () => {
    const { ask, log } = createTestRunner({ yes: () => true, no: () => false });

    expect([ask('yes', request()), ask('no', request())]).toEqual([true, false]);
    expect(log).toEqual([]);
  });

  const late: readonly (readonly [string, Policy<unknown>, boolean, number])[] = [
    ['yes', async () => true, true, 0],
    ['no', async () => false, false, 0],
    ['text', async () => 'true' as unknown as boolean, false, 1],
    ['a rejection', async () => Promise.reject(new Error('mine')), false, 1],
  ];

  test.each(late)('waits for one that says %s', async (_, policy, expected, logged) => {
    const { ask, log } = createTestRunner({ p: policy });

    expect(await ask('p', request())).toBe(expected);
    expect(log.map(({ code, coordinate, message }) => [code, coordinate, message])).toEqual(
      Array.from({ length: logged }, () => [
        'AUTH_POLICY_FAILED',
        'T.f',
        'The policy "p" failed; the access is refused.',
      ]),
    );
  });

  test('takes no longer than the deadline', async () => {
    const never = new Promise<readonly boolean[]>(() => undefined);
    const { ask, log } = createTestRunner({ slow: { batch: () => never, timeoutMs: 5 } });

    expect(await ask('slow', request())).toBe(false);
    expect(String(log[0]?.cause)).toContain('No result within 5 ms.');
  });

  test('holds no timer once it is answered', async () => {
    const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    // A test runner that sets a deadline has done so by then.
    await null;
    const before = timers();
    const { ask } = createTestRunner({ soon: async () => true, lot: { batch: async () => [true] } });

    expect(await Promise.all([ask('soon', request()), ask('lot', request())])).toEqual([true, true]);
    expect(timers()).toBe(before);
  });

  test('says of a trip what is wrong with it', async () => {
    const { ask, log } = createTestRunner({ p: { batch: () => [] } });

    await ask('p', request());

    expect(String(log[0]?.cause)).toBe('Error: The batch must return an array of length 1.');
  });

  test('makes one trip of one tick, each answer in its place, and another of the next', async () => {
    const trips: string[][] = [];
    const batch = async (requests: readonly PolicyRequest<unknown>[]) => {
      trips.push(requests.map(({ coordinate }) => coordinate));
      return requests.map(({ coordinate }) => coordinate !== 'b');
    };
    const { ask } = createTestRunner({ p: { batch }, q: { batch } });

    const first = ['a', 'b', 'c'].map((each) => ask('p', request(each)));
    const afterPromises = Promise.resolve().then(() => ask('p', request('d')));
    const other = ask('q', request('q'));

    expect(await Promise.all([...first, afterPromises, other])).toEqual([true, false, true, true, true]);
    expect(trips).toEqual([['a', 'b', 'c', 'd'], ['q']]);
    expect(await ask('p', request('e'))).toBe(true);
    expect(trips).toHaveLength(3);
  });

  test.each([
    ['is too short', () => [true]],
    ['is no list', () => true as unknown as readonly boolean[]],
    [
      'is a throw',
      () => {
        throw new Error('mine');
      },
    ],
  ])('refuses a whole trip whose answer %s, and says so once', async (_, batch) => {
    const { ask, log } = createTestRunner({ p: { batch } });

    expect(await Promise.all([ask('p', request('a')), ask('p', request('b'))])).toEqual([false, false]);
    expect(log.map(({ coordinate }) => coordinate)).toEqual(['a']);
  });

  test('refuses what is no boolean in a trip, and it alone', async () => {
    const { ask, log } = createTestRunner({ p: { batch: () => [1 as unknown as boolean, true] } });

    expect(await Promise.all([ask('p', request('a')), ask('p', request('b'))])).toEqual([false, true]);
    expect(log.map(({ coordinate, cause }) => [coordinate, String(cause)])).toEqual([
      ['a', 'Error: The result is not a boolean.'],
    ]);
  });
});
