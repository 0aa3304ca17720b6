import { describe, expect, test } from '@jest/globals';
import { ownerRequirement, policyRequirement, type Requirement } from '../../src/core/rule.js';
import { evaluateRequirements, withOwnerAnswers } from '../../src/execution/evaluate-requirements.js';
import { markRepresentations } from '../../src/execution/representations.js';
import { caller, createRequirementFixture } from '../helpers/requirement-fixture.js';
import { group as createGroup } from '../helpers/rule-fixture.js';

describe('evaluateRequirements', () => {
  const by = ownerRequirement('by', 'parent');
  const to = ownerRequirement('to', 'parent');
  const sees = policyRequirement('sees', 'T.f', 'parent');
  const reads = policyRequirement('reads', 'T.f', 'parent');

  const group = (parent: readonly Requirement[], value: readonly Requirement[] = []) =>
    createGroup({ parent, value });

  test.each([
    ['passes for an object of the caller', { by: 'ada' }, 1, 0],
    ['refuses an object of another user', { by: 'bo' }, 0, 0],
    ['refuses an object without an owner, and logs it', {}, 0, 1],
    ['refuses an object whose owner is no string, and logs it', { by: 7 }, 0, 1],
    ['refuses null, and logs it', null, 0, 1],
  ])('%s', (_, object, passing, logged) => {
    const { context, log } = createRequirementFixture();

    expect(evaluateRequirements([group([by])], 'parent', object, context)).toHaveProperty(
      'groups.length',
      passing,
    );
    expect(log.map(({ code, coordinate }) => [code, coordinate])).toEqual(
      Array.from({ length: logged }, () => ['AUTH_OWNER_MISSING', 'T.f']),
    );
  });

  test('refuses an owner whose property the operation names by an alias, and logs it', () => {
    const { context, log } = createRequirementFixture();
    const aliased = group([ownerRequirement('aliased', 'parent')]);

    const outcome = evaluateRequirements([aliased], 'parent', { aliased: 'ada' }, context);

    expect(outcome).toHaveProperty('groups', []);
    expect(log.map(({ code, message }) => [code, message])).toEqual([
      [
        'AUTH_OWNER_MISSING',
        'The operation names another field "aliased" by an alias; the owner rule refuses.',
      ],
    ]);
    expect(withOwnerAnswers([aliased], 'parent', { aliased: 'ada' }, context, new Map())).toEqual(
      new Map([['parent owner aliased', false]]),
    );
  });

  test('logs a missing owner once, with the name of the property', () => {
    const { context, log } = createRequirementFixture();

    void evaluateRequirements([group([by]), group([by, to])], 'parent', {}, context);

    expect(log.map(({ message }) => message)).toEqual([
      'The object has no string property "by"; the owner rule refuses.',
    ]);
  });

  test('compares owners first, and runs no policy where an owner is enough', () => {
    const { context, calls } = createRequirementFixture({ sees: true });
    const outcome = evaluateRequirements([group([sees]), group([by])], 'parent', { by: 'ada' }, context);

    expect(outcome).toMatchObject({ groups: [group([by])] });
    expect(calls).toEqual([]);
  });

  test('runs policies only of groups whose owner is the caller', () => {
    const { context, calls } = createRequirementFixture({ sees: true, reads: true });
    const outcome = evaluateRequirements(
      [group([by, sees]), group([to, reads])],
      'parent',
      { by: 'bo', to: 'ada' },
      context,
    );

    expect(calls).toEqual(['reads']);
    expect(outcome).toMatchObject({ groups: [group([to, reads])] });
  });

  test('runs no further policy after a group passes or fails', () => {
    const passing = createRequirementFixture({ sees: true, reads: true });
    expect(
      evaluateRequirements([group([sees]), group([reads])], 'parent', {}, passing.context),
    ).toMatchObject({
      groups: [group([sees])],
    });
    expect(passing.calls).toEqual(['sees']);

    const failing = createRequirementFixture({ sees: false, reads: true });
    expect(evaluateRequirements([group([sees, reads])], 'parent', {}, failing.context)).toMatchObject({
      groups: [],
    });
    expect(failing.calls).toEqual(['sees']);
  });

  test('runs the policies of every group while none is known to pass', async () => {
    const [one, two] = [policyRequirement('one', 'T.f', 'parent'), policyRequirement('two', 'T.f', 'parent')];
    const pending = createRequirementFixture({ one: Promise.resolve(false), sees: true, two: true });

    const outcome = await evaluateRequirements([group([one]), group([two])], 'parent', {}, pending.context);
    const mixed = createRequirementFixture({ one: Promise.resolve(false), sees: true, two: true });
    const both = await evaluateRequirements([group([sees, one]), group([two])], 'parent', {}, mixed.context);

    expect(pending.calls).toEqual(['one', 'two']);
    expect(outcome.groups).toEqual([group([two])]);
    expect(mixed.calls).toEqual(['sees', 'one', 'two']);
    expect(both.groups).toEqual([group([two])]);
  });

  test('runs no policy on a value whose owner is enough', () => {
    const its = ownerRequirement('by', 'value');
    const other = policyRequirement('sees', 'T.f', 'value');
    const { calls, context } = createRequirementFixture({ sees: true });

    void evaluateRequirements([group([], [other]), group([], [its])], 'value', { by: 'ada' }, context);

    expect(calls).toEqual([]);
  });

  test('continues with other groups where a group still requires the value', () => {
    const { context, calls } = createRequirementFixture({ sees: true, reads: true });
    const [one, other] = [group([sees], [ownerRequirement('by', 'value')]), group([reads])];

    expect(evaluateRequirements([one, other], 'parent', {}, context)).toMatchObject({ groups: [one, other] });
    expect(calls).toEqual(['sees', 'reads']);
    const ownedByBoth = group([by], [ownerRequirement('by', 'value')]);
    expect(
      evaluateRequirements(
        [ownedByBoth, group([sees])],
        'parent',
        { by: 'ada' },
        createRequirementFixture({ sees: false }).context,
      ),
    ).toMatchObject({
      groups: [ownedByBoth],
    });
  });

  test('runs the same policy once, and none whose result is known', () => {
    const { context, calls } = createRequirementFixture(
      { sees: true, reads: false },
      new Map([[reads.key, true]]),
    );
    const outcome = evaluateRequirements(
      [group([reads, sees], [by]), group([sees, reads], [by])],
      'parent',
      {},
      context,
    );

    expect(calls).toEqual(['sees']);
    expect(outcome).toHaveProperty('groups.length', 2);
    expect(outcome).toHaveProperty(
      'answers',
      new Map([
        [reads.key, true],
        [sees.key, true],
      ]),
    );
  });

  test('returns a promise only where a policy is asynchronous', async () => {
    const { context } = createRequirementFixture({ sees: Promise.resolve(true), reads: true });
    const outcome = evaluateRequirements([group([sees, reads])], 'parent', {}, context);

    expect(outcome).toBeInstanceOf(Promise);
    expect(await outcome).toMatchObject({ groups: [group([sees, reads])] });
    expect(
      await evaluateRequirements(
        [group([sees])],
        'parent',
        {},
        createRequirementFixture({ sees: Promise.resolve(false) }).context,
      ),
    ).toEqual({
      groups: [],
      answers: new Map([[sees.key, false]]),
    });
    expect(evaluateRequirements([group([reads])], 'parent', {}, context)).not.toBeInstanceOf(Promise);
  });

  test('refuses what depends on an object that the client has sent, and says how to answer it', () => {
    const { context, log, calls } = createRequirementFixture({ sees: true });
    const sent = { by: 'ada' };
    markRepresentations(sent);
    const onValue = ownerRequirement('by', 'value');
    const [free, owned, seen] = [group([], [onValue]), group([by]), group([sees])];

    expect(evaluateRequirements([free, owned, seen], 'parent', sent, context)).toEqual({
      groups: [free],
      answers: new Map([
        [by.key, false],
        [sees.key, false],
      ]),
    });
    expect(calls).toEqual([]);
    expect(log).toEqual([
      {
        code: 'AUTH_OWNER_MISSING',
        coordinate: 'T.f',
        message:
          'The object is a representation that the client has sent; rules on objects refuse it. ' +
          'Return another object from __resolveReference.',
      },
    ]);
  });

  test('withOwnerAnswers compares every owner of the rule', () => {
    const rule = [group([by, sees]), group([to], [ownerRequirement('of', 'value')])];
    const answers = withOwnerAnswers(
      rule,
      'parent',
      { by: 'ada', to: 'bo' },
      { caller, isNamedByClient: () => false },
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
