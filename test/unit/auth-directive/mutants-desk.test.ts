import { describe, expect, test } from '@jest/globals';
import { type Asking, settle, withOwners } from '../../../src/auth-directive/demands.js';
import { createHost, type Host } from '../../../src/auth-directive/host.js';
import { createPolicyDesk } from '../../../src/auth-directive/policy-desk.js';
import { type Demand, type Group, ownerDemand, policyDemand } from '../../../src/auth-directive/rule.js';
import type { AuthLogEntry, Policy, PolicyRequest, Principal } from '../../../src/auth-directive/types.js';
import { ROLES } from './world.js';

const caller: Principal = { kind: 'principal', id: 'ada', role: 'USER' };
const request = (coordinate = 'T.f'): PolicyRequest<unknown> => ({
  caller,
  args: {},
  parent: undefined,
  context: undefined,
  coordinate,
});

function deskOf(policies: Record<string, Policy<unknown>>) {
  const log: AuthLogEntry[] = [];
  const host = createHost({
    roles: ROLES,
    caller: () => caller,
    policies,
    log: (entry) => void log.push(entry),
  });
  return { host, log, ask: createPolicyDesk(host) };
}

describe('the desk of policies', () => {
  test('refuses a policy that nobody gave', () => {
    expect(deskOf({}).ask('none', request())).toBe(false);
  });

  test('answers at once what answers at once', () => {
    const { ask, log } = deskOf({ yes: () => true, no: () => false });

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
    const { ask, log } = deskOf({ p: policy });

    expect(await ask('p', request())).toBe(expected);
    expect(log.map(({ code, coordinate, message }) => [code, coordinate, message])).toEqual(
      Array.from({ length: logged }, () => ['AUTH_POLICY_FAILED', 'T.f', 'policy "p" failed; taken as no.']),
    );
  });

  test('takes no longer than the deadline, and holds no timer after an answer', async () => {
    const never = new Promise<readonly boolean[]>(() => undefined);
    const { ask, log } = deskOf({ slow: { batch: () => never, timeoutMs: 5 } });

    expect(await ask('slow', request())).toBe(false);
    expect(String(log[0]?.cause)).toContain('No answer within 5 ms.');
  });

  test('holds no timer once it is answered', async () => {
    const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    // A test runner that sets a deadline has done so by then.
    await null;
    const before = timers();
    const { ask } = deskOf({ soon: async () => true, lot: { batch: async () => [true] } });

    expect(await Promise.all([ask('soon', request()), ask('lot', request())])).toEqual([true, true]);
    expect(timers()).toBe(before);
  });

  test('says of a trip what is wrong with it', async () => {
    const { ask, log } = deskOf({ p: { batch: () => [] } });

    await ask('p', request());

    expect(String(log[0]?.cause)).toBe(
      'Error: The batch has 1 requests, and its answer is no list of as many.',
    );
  });

  test('makes one trip of one tick, each answer in its place, and another of the next', async () => {
    const trips: string[][] = [];
    const batch = async (requests: readonly PolicyRequest<unknown>[]) => {
      trips.push(requests.map(({ coordinate }) => coordinate));
      return requests.map(({ coordinate }) => coordinate !== 'b');
    };
    const { ask } = deskOf({ p: { batch }, q: { batch } });

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
    const { ask, log } = deskOf({ p: { batch } });

    expect(await Promise.all([ask('p', request('a')), ask('p', request('b'))])).toEqual([false, false]);
    expect(log.map(({ coordinate }) => coordinate)).toEqual(['a']);
  });

  test('refuses what is no boolean in a trip, and it alone', async () => {
    const { ask, log } = deskOf({ p: { batch: () => [1 as unknown as boolean, true] } });

    expect(await Promise.all([ask('p', request('a')), ask('p', request('b'))])).toEqual([false, true]);
    expect(log.map(({ coordinate, cause }) => [coordinate, String(cause)])).toEqual([
      ['a', 'Error: The answer is no boolean.'],
    ]);
  });
});

describe('an object is asked', () => {
  const by = ownerDemand('by', 'parent');
  const to = ownerDemand('to', 'parent');
  const sees = policyDemand('sees', 'T.f', 'parent');
  const reads = policyDemand('reads', 'T.f', 'parent');

  function group(parent: readonly Demand[], value: readonly Demand[] = []): Group {
    return { rung: -1, scopes: null, freshWithin: Infinity, assurance: 0, parent, value };
  }

  function asking(said: Record<string, boolean | Promise<boolean>> = {}, known?: Asking['known']) {
    const asked: string[] = [];
    const log: AuthLogEntry[] = [];
    const host = { log: (entry: AuthLogEntry) => void log.push(entry) } as unknown as Host;
    const desk = (name: string) => {
      asked.push(name);
      return said[name] ?? false;
    };
    return { asked, log, it: { host, desk, caller, args: {}, context: undefined, coordinate: 'T.f', known } };
  }

  test.each([
    ['whose it is', { by: 'ada' }, 1, 0],
    ['whose it is not', { by: 'bo' }, 0, 0],
    ['which names no owner', {}, 0, 1],
    ['whose owner is no text', { by: 7 }, 0, 1],
    ['which is none', null, 0, 1],
  ])('%s', (_, object, passing, logged) => {
    const { it, log } = asking();

    expect(settle([group([by])], 'parent', object, it)).toHaveProperty('groups.length', passing);
    expect(log.map(({ code, coordinate }) => [code, coordinate])).toEqual(
      Array.from({ length: logged }, () => ['AUTH_OWNER_MISSING', 'T.f']),
    );
  });

  test('and its missing owner is told once, by its name', () => {
    const { it, log } = asking();

    void settle([group([by]), group([by, to])], 'parent', {}, it);

    expect(log.map(({ message }) => message)).toEqual([
      'The object has no string in "by" to compare; refused.',
    ]);
  });

  test('before any policy, and no policy where an owner is enough', () => {
    const { it, asked } = asking({ sees: true });
    const settled = settle([group([sees]), group([by])], 'parent', { by: 'ada' }, it);

    expect(settled).toMatchObject({ groups: [group([by])] });
    expect(asked).toEqual([]);
  });

  test('a policy only of groups whose owner it is', () => {
    const { it, asked } = asking({ sees: true, reads: true });
    const settled = settle([group([by, sees]), group([to, reads])], 'parent', { by: 'bo', to: 'ada' }, it);

    expect(asked).toEqual(['reads']);
    expect(settled).toMatchObject({ groups: [group([to, reads])] });
  });

  test('no further policy after one that is enough, or after a no', () => {
    const enough = asking({ sees: true, reads: true });
    expect(settle([group([sees]), group([reads])], 'parent', {}, enough.it)).toMatchObject({
      groups: [group([sees])],
    });
    expect(enough.asked).toEqual(['sees']);

    const no = asking({ sees: false, reads: true });
    expect(settle([group([sees, reads])], 'parent', {}, no.it)).toMatchObject({ groups: [] });
    expect(no.asked).toEqual(['sees']);
  });

  test('a policy of every group, while none is sure to be enough', async () => {
    const [one, two] = [policyDemand('one', 'T.f', 'parent'), policyDemand('two', 'T.f', 'parent')];
    const pending = asking({ one: Promise.resolve(false), sees: true, two: true });

    const settled = await settle([group([one]), group([two])], 'parent', {}, pending.it);
    const mixed = asking({ one: Promise.resolve(false), sees: true, two: true });
    const both = await settle([group([sees, one]), group([two])], 'parent', {}, mixed.it);

    expect(pending.asked).toEqual(['one', 'two']);
    expect(settled.groups).toEqual([group([two])]);
    expect(mixed.asked).toEqual(['sees', 'one', 'two']);
    expect(both.groups).toEqual([group([two])]);
  });

  test('no policy about a value whose owner is enough', () => {
    const its = ownerDemand('by', 'value');
    const other = policyDemand('sees', 'T.f', 'value');
    const { asked, it } = asking({ sees: true });

    void settle([group([], [other]), group([], [its])], 'value', { by: 'ada' }, it);

    expect(asked).toEqual([]);
  });

  test('and goes on where the value has a say after the parent', () => {
    const { it, asked } = asking({ sees: true, reads: true });
    const [one, other] = [group([sees], [ownerDemand('by', 'value')]), group([reads])];

    expect(settle([one, other], 'parent', {}, it)).toMatchObject({ groups: [one, other] });
    expect(asked).toEqual(['sees', 'reads']);
    const waits = group([by], [ownerDemand('by', 'value')]);
    expect(settle([waits, group([sees])], 'parent', { by: 'ada' }, asking({ sees: false }).it)).toMatchObject(
      {
        groups: [waits],
      },
    );
  });

  test('the same policy once, and what is known not again', () => {
    const { it, asked } = asking({ sees: true, reads: false }, new Map([[reads.key, true]]));
    const settled = settle([group([reads, sees], [by]), group([sees, reads], [by])], 'parent', {}, it);

    expect(asked).toEqual(['sees']);
    expect(settled).toHaveProperty('groups.length', 2);
    expect(settled).toHaveProperty(
      'answers',
      new Map([
        [reads.key, true],
        [sees.key, true],
      ]),
    );
  });

  test('later, where a policy answers later; at once where none does', async () => {
    const { it } = asking({ sees: Promise.resolve(true), reads: true });
    const settled = settle([group([sees, reads])], 'parent', {}, it);

    expect(settled).toBeInstanceOf(Promise);
    expect(await settled).toMatchObject({ groups: [group([sees, reads])] });
    expect(await settle([group([sees])], 'parent', {}, asking({ sees: Promise.resolve(false) }).it)).toEqual({
      groups: [],
      answers: new Map([[sees.key, false]]),
    });
    expect(settle([group([reads])], 'parent', {}, it)).not.toBeInstanceOf(Promise);
  });

  test('for every owner that the rule names, before a step-up is promised', () => {
    const rule = [group([by, sees]), group([to], [ownerDemand('of', 'value')])];
    const answers = withOwners(rule, 'parent', { by: 'ada', to: 'bo' }, { caller }, new Map([['x', true]]));

    expect(answers).toEqual(
      new Map([
        ['x', true],
        [by.key, true],
        [to.key, false],
      ]),
    );
  });
});
