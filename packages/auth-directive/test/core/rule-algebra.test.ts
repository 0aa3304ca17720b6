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
import { group, rolesUpTo } from '../helpers/rule-fixture.js';

const mine = ownerRequirement('by', 'parent');
const theirs = ownerRequirement('to', 'parent');
const its = ownerRequirement('by', 'value');
const sees = policyRequirement('p', 'T.f', 'parent');

describe('implies', () => {
  test.each([
    ['the same group', {}, {}, true],
    ['a lower role', { roles: rolesUpTo(2) }, { roles: rolesUpTo(1) }, true],
    ['not a higher role', { roles: rolesUpTo(1) }, { roles: rolesUpTo(2) }, false],
    ['a longer window', { freshWithin: 60 }, { freshWithin: 90 }, true],
    ['not a shorter window', { freshWithin: 90 }, { freshWithin: 60 }, false],
    ['less assurance', { assurance: 2 }, { assurance: 1 }, true],
    ['not more assurance', { assurance: 1 }, { assurance: 2 }, false],
    ['fewer scopes', { scopes: ['a', 'b'] }, { scopes: ['a'] }, true],
    ['not other scopes', { scopes: ['a'] }, { scopes: ['b'] }, false],
    ['not more scopes', { scopes: ['a'] }, { scopes: ['a', 'b'] }, false],
    ['any scopes, from a group without scopes', { scopes: null }, { scopes: ['a'] }, true],
    ['not a group without scopes, from one with scopes', { scopes: ['a'] }, { scopes: null }, false],
    ['not a group without scopes, from one with an empty list', { scopes: [] }, { scopes: null }, false],
    ['fewer owners', { parent: [mine, theirs] }, { parent: [mine] }, true],
    ['not more owners', { parent: [mine] }, { parent: [mine, theirs] }, false],
    ['not another owner', { parent: [mine] }, { parent: [theirs] }, false],
    ['not an owner of the value', { parent: [mine] }, { value: [its] }, false],
    ['the same owner of the value', { value: [its] }, { value: [its] }, true],
  ] as const)('%s', (_, left, right, expected) => {
    expect(implies(group(left), group(right))).toBe(expected);
  });
});

describe('ruleImplies', () => {
  const [user, admin] = [group({ roles: rolesUpTo(0) }), group({ roles: rolesUpTo(2) })];

  test.each([
    ['every rule implies the open rule', CLOSED, OPEN, true],
    ['the open rule does not imply an authenticated caller', OPEN, [group()], false],
    ['the open rule does not imply a caller with any scopes', OPEN, [group({ scopes: [] })], false],
    ['the closed rule implies every rule', CLOSED, [admin], true],
    ['every group implies a group of the other rule', [admin, group({ parent: [mine] })], [group()], true],
    ['a group implies one of several', [admin], [group({ roles: rolesUpTo(3) }), user], true],
    ['one group implies none of the other rule', [admin, group({ parent: [mine] })], [user], false],
  ] as const)('%s', (_, left, right, expected) => {
    expect(ruleImplies(left, right)).toBe(expected);
  });
});

describe('both', () => {
  const left: Rule = [
    group({ roles: rolesUpTo(1), scopes: ['b'], freshWithin: 90, assurance: 1, parent: [mine] }),
  ];
  const right: Rule = [
    group({
      roles: rolesUpTo(0),
      scopes: ['a', 'b'],
      freshWithin: 60,
      assurance: 2,
      parent: [mine, theirs],
      value: [its],
    }),
  ];
  const together = {
    roles: rolesUpTo(1),
    scopes: ['a', 'b'],
    freshWithin: 60,
    assurance: 2,
    parent: [mine, theirs],
    value: [its],
  };

  test('requires the strictest of each member', () => {
    expect(both(left, right)).toEqual([together]);
    expect(both(right, left)).toEqual([together]);
  });

  test('admits no caller with scopes where one rule admits none', () => {
    expect(both([group({ scopes: ['a'] })], [group()])).toEqual([group()]);
    expect(both([group()], [group({ scopes: ['a'] })])).toEqual([group()]);
  });

  test('combines every pair of groups in order, and drops groups that a weaker one makes redundant', () => {
    const [a, b] = [group({ parent: [mine] }), group({ roles: rolesUpTo(2) })];
    const [c, d] = [group({ parent: [theirs] }), group({ assurance: 2 })];

    expect(both([a, b], [c, d])).toEqual([
      group({ parent: [mine, theirs] }),
      group({ parent: [mine], assurance: 2 }),
      group({ roles: rolesUpTo(2), parent: [theirs] }),
      group({ roles: rolesUpTo(2), assurance: 2 }),
    ]);
    expect(both([a, b], [a, b])).toEqual([a, b]);
  });

  test('returns the other rule for the open rule, and the closed rule for the closed rule', () => {
    expect(both(OPEN, left)).toBe(left);
    expect(both(left, OPEN)).toBe(left);
    expect(both(left, left)).toBe(left);
    expect(both(left, CLOSED)).toEqual([]);
    expect(all([])).toBe(OPEN);
    expect(all([OPEN, left])).toBe(left);
    expect(all([left, right])).toEqual([together]);
  });

  test('are cached: the same rules give the same object', () => {
    const combine = createCombine();
    const combined = combine(left, right);

    expect(combined).toEqual(both(left, right));
    expect(combine(left, right)).toBe(combined);
    expect(combine(left, OPEN)).toBe(left);
    expect(combine(OPEN, right)).toBe(right);
    expect(combine(left, left)).toBe(left);
    expect(combine(left, [group({ roles: rolesUpTo(2) })])).toEqual(
      both(left, [group({ roles: rolesUpTo(2) })]),
    );
    expect(combine(left, right)).toBe(combined);
    expect(all([left, right], () => CLOSED)).toBe(CLOSED);
  });
});

describe('absorb', () => {
  const [user, admin] = [group({ roles: rolesUpTo(0) }), group({ roles: rolesUpTo(2) })];

  test('drops a group that a weaker one makes redundant, in any order', () => {
    expect(absorb([admin, user])).toEqual([user]);
    expect(absorb([user, admin])).toEqual([user]);
  });

  test('keeps the first of equal groups, and the order', () => {
    const [one, same] = [group({ parent: [mine] }), group({ parent: [mine] })];
    const kept = absorb([one, admin, same]);

    expect(kept).toHaveLength(2);
    expect(kept[0]).toBe(one);
    expect(kept[1]).toBe(admin);
    expect(absorb([group({ parent: [mine] }), group({ parent: [theirs] })])).toHaveLength(2);
  });
});

describe('a rule bound to another object', () => {
  const rule: Rule = [group({ roles: rolesUpTo(1), parent: [mine, sees] }), group({ roles: rolesUpTo(2) })];

  test('bindToValue names the type that the value has', () => {
    expect(bindToValue(rule, 'Doc')).toEqual([
      group({ roles: rolesUpTo(1), value: [its, policyRequirement('p', 'Doc', 'value')] }),
      group({ roles: rolesUpTo(2) }),
    ]);
    expect(its.key).not.toBe(mine.key);
  });

  test('bindToParent names the element that has the rule', () => {
    expect(bindToParent(rule, 'Doc.g')).toEqual([
      group({ roles: rolesUpTo(1), parent: [mine, policyRequirement('p', 'Doc.g', 'parent')] }),
      group({ roles: rolesUpTo(2) }),
    ]);
    const ofOwners = [group({ parent: [mine] })];
    expect(bindToParent(ofOwners, 'Doc.g')).toBe(ofOwners);
  });

  test('bindToParent names the element that has the rule, where the rule is only a policy', () => {
    expect(bindToParent([group({ parent: [sees] })], 'Other.f')).toEqual([
      group({ parent: [policyRequirement('p', 'Other.f', 'parent')] }),
    ]);
  });

  test('is the same object where no requirement changes', () => {
    const plain: Rule = [group({ roles: rolesUpTo(1) })];

    expect(bindToValue(plain, 'Doc')).toBe(plain);
    expect(bindToParent(plain, 'Doc')).toBe(plain);
    expect(withoutValueRequirements(rule)).toBe(rule);
    expect(withoutParentPolicies(plain)).toBe(plain);
    const owned: Rule = [group({ parent: [mine] })];
    expect(withoutParentPolicies(owned)).toBe(owned);
  });

  test('is absorbed again after requirements are removed', () => {
    expect(
      withoutValueRequirements([
        group({ roles: rolesUpTo(2) }),
        group({ roles: rolesUpTo(1), value: [its] }),
      ]),
    ).toEqual([group({ roles: rolesUpTo(1) })]);
    expect(
      withoutParentPolicies([
        group({ roles: rolesUpTo(1), parent: [sees, mine] }),
        group({ roles: rolesUpTo(2) }),
      ]),
    ).toEqual([group({ roles: rolesUpTo(1), parent: [mine] }), group({ roles: rolesUpTo(2) })]);
    expect(
      withoutParentPolicies([group({ roles: rolesUpTo(1), parent: [sees] }), group({ roles: rolesUpTo(2) })]),
    ).toEqual([group({ roles: rolesUpTo(1) })]);
  });
});

describe('ruleKey', () => {
  test('is the same for equal rules, and differs for any difference', () => {
    const one = group({
      roles: rolesUpTo(1),
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
      [{ ...one, roles: rolesUpTo(2) }],
      [{ ...one, scopes: null }],
      [{ ...one, scopes: [] }],
      [{ ...one, freshWithin: 61 }],
      [{ ...one, freshWithin: Infinity }],
      [{ ...one, assurance: 2 }],
      [{ ...one, parent: [theirs] }],
      [{ ...one, parent: [sees] }],
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
