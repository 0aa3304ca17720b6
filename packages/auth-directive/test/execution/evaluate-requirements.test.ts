import { describe, expect, test } from '@jest/globals';
import type { AuthLogEntry, Principal } from '../../src/core/auth-options.js';
import type { Host } from '../../src/core/host.js';
import { ownerRequirement, policyRequirement, type Requirement } from '../../src/core/rule.js';
import {
  evaluateRequirements,
  propertyOf,
  type RequirementContext,
  withOwnerAnswers,
} from '../../src/execution/evaluate-requirements.js';
import { group as createGroup } from '../helpers/rule-fixture.js';
import { createSchemaFixture, runGuardsOnly } from '../helpers/schema-fixture.js';

const caller: Principal = { kind: 'principal', id: 'ada', role: 'USER' };

describe('an object is asked', () => {
  const by = ownerRequirement('by', 'parent');
  const to = ownerRequirement('to', 'parent');
  const sees = policyRequirement('sees', 'T.f', 'parent');
  const reads = policyRequirement('reads', 'T.f', 'parent');

  const group = (parent: readonly Requirement[], value: readonly Requirement[] = []) =>
    createGroup({ parent, value });

  function requirementContext(
    policyResult: Record<string, boolean | Promise<boolean>> = {},
    knownAnswers?: RequirementContext['knownAnswers'],
  ) {
    const asked: string[] = [];
    const log: AuthLogEntry[] = [];
    const host = { log: (entry: AuthLogEntry) => void log.push(entry) } as unknown as Host;
    const policyRunner = (name: string) => {
      asked.push(name);
      return policyResult[name] ?? false;
    };
    return {
      asked,
      log,
      it: { host, policyRunner, caller, args: {}, context: undefined, coordinate: 'T.f', knownAnswers },
    };
  }

  test.each([
    ['whose it is', { by: 'ada' }, 1, 0],
    ['whose it is not', { by: 'bo' }, 0, 0],
    ['which names no owner', {}, 0, 1],
    ['whose owner is no text', { by: 7 }, 0, 1],
    ['which is none', null, 0, 1],
  ])('%s', (_, object, passing, logged) => {
    const { it, log } = requirementContext();

    expect(evaluateRequirements([group([by])], 'parent', object, it)).toHaveProperty(
      'groups.length',
      passing,
    );
    expect(log.map(({ code, coordinate }) => [code, coordinate])).toEqual(
      Array.from({ length: logged }, () => ['AUTH_OWNER_MISSING', 'T.f']),
    );
  });

  test('and its missing owner is told once, by its name', () => {
    const { it, log } = requirementContext();

    void evaluateRequirements([group([by]), group([by, to])], 'parent', {}, it);

    expect(log.map(({ message }) => message)).toEqual([
      'The object has no string property "by"; the owner rule refuses.',
    ]);
  });

  test('before any policy, and no policy where an owner is enough', () => {
    const { it, asked } = requirementContext({ sees: true });
    const settled = evaluateRequirements([group([sees]), group([by])], 'parent', { by: 'ada' }, it);

    expect(settled).toMatchObject({ groups: [group([by])] });
    expect(asked).toEqual([]);
  });

  test('a policy only of groups whose owner it is', () => {
    const { it, asked } = requirementContext({ sees: true, reads: true });
    const settled = evaluateRequirements(
      [group([by, sees]), group([to, reads])],
      'parent',
      { by: 'bo', to: 'ada' },
      it,
    );

    expect(asked).toEqual(['reads']);
    expect(settled).toMatchObject({ groups: [group([to, reads])] });
  });

  test('no further policy after one that is enough, or after a no', () => {
    const enough = requirementContext({ sees: true, reads: true });
    expect(evaluateRequirements([group([sees]), group([reads])], 'parent', {}, enough.it)).toMatchObject({
      groups: [group([sees])],
    });
    expect(enough.asked).toEqual(['sees']);

    const no = requirementContext({ sees: false, reads: true });
    expect(evaluateRequirements([group([sees, reads])], 'parent', {}, no.it)).toMatchObject({ groups: [] });
    expect(no.asked).toEqual(['sees']);
  });

  test('a policy of every group, while none is sure to be enough', async () => {
    const [one, two] = [policyRequirement('one', 'T.f', 'parent'), policyRequirement('two', 'T.f', 'parent')];
    const pending = requirementContext({ one: Promise.resolve(false), sees: true, two: true });

    const settled = await evaluateRequirements([group([one]), group([two])], 'parent', {}, pending.it);
    const mixed = requirementContext({ one: Promise.resolve(false), sees: true, two: true });
    const both = await evaluateRequirements([group([sees, one]), group([two])], 'parent', {}, mixed.it);

    expect(pending.asked).toEqual(['one', 'two']);
    expect(settled.groups).toEqual([group([two])]);
    expect(mixed.asked).toEqual(['sees', 'one', 'two']);
    expect(both.groups).toEqual([group([two])]);
  });

  test('no policy about a value whose owner is enough', () => {
    const its = ownerRequirement('by', 'value');
    const other = policyRequirement('sees', 'T.f', 'value');
    const { asked, it } = requirementContext({ sees: true });

    void evaluateRequirements([group([], [other]), group([], [its])], 'value', { by: 'ada' }, it);

    expect(asked).toEqual([]);
  });

  test('and goes on where the value has a say after the parent', () => {
    const { it, asked } = requirementContext({ sees: true, reads: true });
    const [one, other] = [group([sees], [ownerRequirement('by', 'value')]), group([reads])];

    expect(evaluateRequirements([one, other], 'parent', {}, it)).toMatchObject({ groups: [one, other] });
    expect(asked).toEqual(['sees', 'reads']);
    const waits = group([by], [ownerRequirement('by', 'value')]);
    expect(
      evaluateRequirements(
        [waits, group([sees])],
        'parent',
        { by: 'ada' },
        requirementContext({ sees: false }).it,
      ),
    ).toMatchObject({
      groups: [waits],
    });
  });

  test('the same policy once, and what is known not again', () => {
    const { it, asked } = requirementContext({ sees: true, reads: false }, new Map([[reads.key, true]]));
    const settled = evaluateRequirements(
      [group([reads, sees], [by]), group([sees, reads], [by])],
      'parent',
      {},
      it,
    );

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
    const { it } = requirementContext({ sees: Promise.resolve(true), reads: true });
    const settled = evaluateRequirements([group([sees, reads])], 'parent', {}, it);

    expect(settled).toBeInstanceOf(Promise);
    expect(await settled).toMatchObject({ groups: [group([sees, reads])] });
    expect(
      await evaluateRequirements(
        [group([sees])],
        'parent',
        {},
        requirementContext({ sees: Promise.resolve(false) }).it,
      ),
    ).toEqual({
      groups: [],
      answers: new Map([[sees.key, false]]),
    });
    expect(evaluateRequirements([group([reads])], 'parent', {}, it)).not.toBeInstanceOf(Promise);
  });

  test('for every owner that the rule names, before a step-up is promised', () => {
    const rule = [group([by, sees]), group([to], [ownerRequirement('of', 'value')])];
    const answers = withOwnerAnswers(
      rule,
      'parent',
      { by: 'ada', to: 'bo' },
      { caller },
      new Map([['x', true]]),
    );

    expect(answers).toEqual(
      new Map([
        ['x', true],
        [by.key, true],
        [to.key, false],
      ]),
    );
  });
});

describe('the property of an object', () => {
  const getter = Object.defineProperty({}, 'by', {
    get: () => {
      throw new Error('closed');
    },
  });

  test.each([
    [{ by: 'ada' }, 'ada'],
    [Object.create({ by: 'ada' }), 'ada'],
    [{}, undefined],
    [null, undefined],
    [undefined, undefined],
    ['by', undefined],
    [7, undefined],
    [getter, undefined],
  ])('of %p is %p', (object, expected) => {
    expect(propertyOf(object, 'by')).toBe(expected);
  });
  test('an owner behind a getter that throws refuses, and its text reaches no client', async () => {
    const fixture = createSchemaFixture(
      'type Doc { n: Int @auth(owner: "by") } type Query { doc: Doc @public }',
      {
        Query: {
          doc: () => ({
            n: 1,
            get by() {
              throw new Error('the owner is 42');
            },
          }),
        },
      },
    );

    const answer = await runGuardsOnly(fixture, { query: '{ doc { n } }', caller });

    expect(answer.errors.map(({ code }) => code)).toEqual(['FORBIDDEN']);
    expect(answer.raw).not.toContain('42');
  });
});
