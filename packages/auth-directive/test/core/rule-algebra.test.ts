import { describe, expect, test } from '@jest/globals';
import { CLOSED, OPEN, ownerRequirement, policyRequirement, type Rule } from '../../src/core/rule.js';
import {
  absorb,
  all,
  bindToParent,
  bindToValue,
  both,
  createCombine,
  implies,
  ruleImplies,
  ruleKey,
  withoutParentPolicies,
  withoutValueRequirements,
} from '../../src/core/rule-algebra.js';
import { group } from '../helpers/rule-fixture.js';

const mine = ownerRequirement('by', 'parent');
const theirs = ownerRequirement('to', 'parent');
const its = ownerRequirement('by', 'value');
const asked = policyRequirement('p', 'T.f', 'parent');

describe('a group implies another', () => {
  test.each([
    ['that is the same', {}, {}, true],
    ['of a weaker role', { roleRank: 2 }, { roleRank: 1 }, true],
    ['of a stronger role: no', { roleRank: 1 }, { roleRank: 2 }, false],
    ['with a longer window', { freshWithin: 60 }, { freshWithin: 90 }, true],
    ['with a shorter window: no', { freshWithin: 90 }, { freshWithin: 60 }, false],
    ['of less assurance', { assurance: 2 }, { assurance: 1 }, true],
    ['of more assurance: no', { assurance: 1 }, { assurance: 2 }, false],
    ['of fewer scopes', { scopes: ['a', 'b'] }, { scopes: ['a'] }, true],
    ['of other scopes: no', { scopes: ['a'] }, { scopes: ['b'] }, false],
    ['of more scopes: no', { scopes: ['a'] }, { scopes: ['a', 'b'] }, false],
    ['of any scopes, from people alone', { scopes: null }, { scopes: ['a'] }, true],
    ['for people alone, from narrowed callers: no', { scopes: ['a'] }, { scopes: null }, false],
    ['for people alone, from any narrowed caller: no', { scopes: [] }, { scopes: null }, false],
    ['that asks fewer owners', { parent: [mine, theirs] }, { parent: [mine] }, true],
    ['that asks more owners: no', { parent: [mine] }, { parent: [mine, theirs] }, false],
    ['that asks another owner: no', { parent: [mine] }, { parent: [theirs] }, false],
    ['that asks the value: no', { parent: [mine] }, { value: [its] }, false],
    ['that asks the value as well', { value: [its] }, { value: [its] }, true],
  ] as const)('%s', (_, left, right, expected) => {
    expect(implies(group(left), group(right))).toBe(expected);
  });
});

describe('a rule implies another', () => {
  const [user, admin] = [group({ roleRank: 0 }), group({ roleRank: 2 })];

  test.each([
    ['the open rule, always', CLOSED, OPEN, true],
    ['from the open rule: no', OPEN, [group()], false],
    ['that anyone known passes, from the open rule: no', OPEN, [group({ scopes: [] })], false],
    ['from the closed rule, always', CLOSED, [admin], true],
    ['where every group has a weaker one', [admin, group({ parent: [mine] })], [group()], true],
    ['where one of several is weaker', [admin], [group({ roleRank: 3 }), user], true],
    ['where one group has none: no', [admin, group({ parent: [mine] })], [user], false],
  ] as const)('%s', (_, left, right, expected) => {
    expect(ruleImplies(left, right)).toBe(expected);
  });
});

describe('both rules at once', () => {
  const left: Rule = [group({ roleRank: 1, scopes: ['b'], freshWithin: 90, assurance: 1, parent: [mine] })];
  const right: Rule = [
    group({
      roleRank: 0,
      scopes: ['a', 'b'],
      freshWithin: 60,
      assurance: 2,
      parent: [mine, theirs],
      value: [its],
    }),
  ];
  const together = {
    roleRank: 1,
    scopes: ['a', 'b'],
    freshWithin: 60,
    assurance: 2,
    parent: [mine, theirs],
    value: [its],
  };

  test('ask what each asks, at its strongest', () => {
    expect(both(left, right)).toEqual([together]);
    expect(both(right, left)).toEqual([together]);
  });

  test('are for people alone where one of them is', () => {
    expect(both([group({ scopes: ['a'] })], [group()])).toEqual([group()]);
    expect(both([group()], [group({ scopes: ['a'] })])).toEqual([group()]);
  });

  test('are every pair of their groups, in order, without what a weaker one makes idle', () => {
    const [a, b] = [group({ parent: [mine] }), group({ roleRank: 2 })];
    const [c, d] = [group({ parent: [theirs] }), group({ assurance: 2 })];

    expect(both([a, b], [c, d])).toEqual([
      group({ parent: [mine, theirs] }),
      group({ parent: [mine], assurance: 2 }),
      group({ roleRank: 2, parent: [theirs] }),
      group({ roleRank: 2, assurance: 2 }),
    ]);
    expect(both([a, b], [a, b])).toEqual([a, b]);
  });

  test('are one where the other is open, and closed where one is', () => {
    expect(both(OPEN, left)).toBe(left);
    expect(both(left, OPEN)).toBe(left);
    expect(both(left, left)).toBe(left);
    expect(both(left, CLOSED)).toEqual([]);
    expect(all([])).toBe(OPEN);
    expect(all([OPEN, left])).toBe(left);
    expect(all([left, right])).toEqual([together]);
  });

  test('are remembered, the same rules as the same rule', () => {
    const combine = createCombine();
    const combined = combine(left, right);

    expect(combined).toEqual(both(left, right));
    expect(combine(left, right)).toBe(combined);
    expect(combine(left, OPEN)).toBe(left);
    expect(combine(OPEN, right)).toBe(right);
    expect(combine(left, left)).toBe(left);
    expect(combine(left, [group({ roleRank: 2 })])).toEqual(both(left, [group({ roleRank: 2 })]));
    expect(combine(left, right)).toBe(combined);
    expect(all([left, right], () => CLOSED)).toBe(CLOSED);
  });
});

describe('absorption', () => {
  const [user, admin] = [group({ roleRank: 0 }), group({ roleRank: 2 })];

  test('drops what a weaker group makes idle, wherever it stands', () => {
    expect(absorb([admin, user])).toEqual([user]);
    expect(absorb([user, admin])).toEqual([user]);
  });

  test('keeps one of equals, the first, and the order', () => {
    const [one, same] = [group({ parent: [mine] }), group({ parent: [mine] })];
    const kept = absorb([one, admin, same]);

    expect(kept).toHaveLength(2);
    expect(kept[0]).toBe(one);
    expect(kept[1]).toBe(admin);
    expect(absorb([group({ parent: [mine] }), group({ parent: [theirs] })])).toHaveLength(2);
  });
});

describe('a rule is asked of another object', () => {
  const rule: Rule = [group({ roleRank: 1, parent: [mine, asked] }), group({ roleRank: 2 })];

  test('of the value, in the name of the element that is reached', () => {
    expect(bindToValue(rule, 'Doc')).toEqual([
      group({ roleRank: 1, value: [its, policyRequirement('p', 'Doc', 'value')] }),
      group({ roleRank: 2 }),
    ]);
    expect(its.key).not.toBe(mine.key);
  });

  test('of the parent, in the name of the element that asks', () => {
    expect(bindToParent(rule, 'Doc.g')).toEqual([
      group({ roleRank: 1, parent: [mine, policyRequirement('p', 'Doc.g', 'parent')] }),
      group({ roleRank: 2 }),
    ]);
    expect(bindToParent([group({ parent: [mine] })], 'Doc.g')).toEqual([group({ parent: [mine] })]);
  });

  test('of the parent, in the name of the element that asks, where only a policy is asked', () => {
    expect(bindToParent([group({ parent: [asked] })], 'Other.f')).toEqual([
      group({ parent: [policyRequirement('p', 'Other.f', 'parent')] }),
    ]);
  });

  test('and is the very same where there is nothing to ask', () => {
    const plain: Rule = [group({ roleRank: 1 })];

    expect(bindToValue(plain, 'Doc')).toBe(plain);
    expect(bindToParent(plain, 'Doc')).toBe(plain);
    expect(withoutValueRequirements(rule)).toBe(rule);
    expect(withoutParentPolicies(plain)).toBe(plain);
    const owned: Rule = [group({ parent: [mine] })];
    expect(withoutParentPolicies(owned)).toBe(owned);
  });

  test('without what is asked elsewhere, and absorbed anew', () => {
    expect(withoutValueRequirements([group({ roleRank: 2 }), group({ roleRank: 1, value: [its] })])).toEqual([
      group({ roleRank: 1 }),
    ]);
    expect(
      withoutParentPolicies([group({ roleRank: 1, parent: [asked, mine] }), group({ roleRank: 2 })]),
    ).toEqual([group({ roleRank: 1, parent: [mine] }), group({ roleRank: 2 })]);
    expect(withoutParentPolicies([group({ roleRank: 1, parent: [asked] }), group({ roleRank: 2 })])).toEqual([
      group({ roleRank: 1 }),
    ]);
  });
});

describe('the key of a rule', () => {
  test('is the same for equal rules, and another for any difference', () => {
    const one = group({
      roleRank: 1,
      scopes: ['a'],
      freshWithin: 60,
      assurance: 1,
      parent: [mine],
      value: [its],
    });
    const others: readonly Rule[] = [
      OPEN,
      CLOSED,
      [one, one],
      [{ ...one, roleRank: 2 }],
      [{ ...one, scopes: null }],
      [{ ...one, scopes: [] }],
      [{ ...one, freshWithin: 61 }],
      [{ ...one, freshWithin: Infinity }],
      [{ ...one, assurance: 2 }],
      [{ ...one, parent: [theirs] }],
      [{ ...one, parent: [asked] }],
      [{ ...one, value: [] }],
      [{ ...one, value: [ownerRequirement('other', 'value')] }],
      [group()],
      [group({ scopes: [] })],
    ];

    expect(ruleKey([{ ...one }])).toBe(ruleKey([one]));
    expect(new Set([[one], ...others].map(ruleKey)).size).toBe(others.length + 1);
    expect(ruleKey(OPEN)).toBe('OPEN');
  });
});
