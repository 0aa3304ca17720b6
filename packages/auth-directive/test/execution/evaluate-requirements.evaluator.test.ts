import { describe, expect, test } from '@jest/globals';
import { ownerRequirement, policyRequirement, type Requirement } from '../../src/core/rule.js';
import {
  evaluateRequirements,
  type RequirementOutcome,
  requirementEvaluator,
} from '../../src/execution/evaluate-requirements.js';
import { markRepresentations } from '../../src/execution/representations.js';
import { createRequirementFixture } from '../helpers/requirement-fixture.js';
import { group as createGroup } from '../helpers/rule-fixture.js';

const by = ownerRequirement('by', 'parent');
const sees = policyRequirement('sees', 'T.f', 'parent');
const reads = policyRequirement('reads', 'T.f', 'parent');

const group = (parent: readonly Requirement[], value: readonly Requirement[] = []) =>
  createGroup({ parent, value });

/** Returns the groups that pass, and the result of `sees`. */
function essenceOf({ groups, answers }: RequirementOutcome) {
  return { groups, sees: answers.get(sees.key) };
}

describe('requirementEvaluator', () => {
  test.each([
    ['one policy', [group([sees])]],
    ['one policy, with a requirement on the other side', [group([sees], [reads])]],
    ['no requirement', [group([], [reads])]],
    ['an owner', [group([by])]],
    ['a policy and an owner', [group([sees, by])]],
    ['two groups', [group([sees]), group([reads])]],
    ['a group without requirements beside a policy', [group([], [reads]), group([sees])]],
  ])('returns for each object the outcome of evaluateRequirements: %s', async (_, groups) => {
    for (const result of [true, false, Promise.resolve(true), Promise.resolve(false)]) {
      for (const known of [undefined, new Map([[sees.key, true]]), new Map([[sees.key, false]])]) {
        const actual = createRequirementFixture({ sees: result, reads: true }, known);
        const expected = createRequirementFixture({ sees: result, reads: true }, known);
        const evaluate = requirementEvaluator(groups, 'parent', actual.context);

        for (const object of [{ by: 'ada' }, { by: 'bo' }]) {
          const outcome = evaluate(object);
          const reference = evaluateRequirements(groups, 'parent', object, expected.context);

          expect(outcome instanceof Promise).toBe(reference instanceof Promise);
          expect(essenceOf(await outcome)).toEqual(essenceOf(await reference));
        }
        expect(actual.calls).toEqual(expected.calls);
      }
    }
  });

  test('runs the policy for every object, and keeps the results apart', () => {
    const { context } = createRequirementFixture();
    const evaluate = requirementEvaluator([group([sees])], 'parent', {
      ...context,
      policyRunner: (_name, { parent }) => parent.isSeen,
    });

    const passing = [true, false, true].map((isSeen) => evaluate({ isSeen }));

    expect(passing).toMatchObject([{ groups: [{}] }, { groups: [] }, { groups: [{}] }]);
  });

  test('refuses an object that the client has sent, and runs no policy on it', () => {
    const { context, calls } = createRequirementFixture({ sees: true });
    const sent = {};
    markRepresentations(sent);

    expect(requirementEvaluator([group([sees])], 'parent', context)(sent)).toEqual({
      groups: [],
      answers: new Map([[sees.key, false]]),
    });
    expect(calls).toEqual([]);
  });
});
