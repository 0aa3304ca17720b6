import { describe, expect, test } from '@jest/globals';
import { evaluateRule, GRANTED, grantingGroup, lackOf } from '../../src/core/evaluate-rule.js';
import { resolveCaller } from '../../src/core/resolved-caller.js';
import { CLOSED, OPEN, ownerRequirement, policyRequirement } from '../../src/core/rule.js';
import { group, known, resolvedCaller, rolesUpTo } from '../helpers/rule-fixture.js';
import { HIERARCHY, NOW } from '../helpers/schema-fixture.js';

const nothing = { fresh: false, assurance: false, scopes: false, other: false };

const anonymousCaller = resolveCaller(null, HIERARCHY, 0);

describe('lackOf', () => {
  test.each([
    ['an empty group requires nothing', group(), resolvedCaller(), nothing],
    [
      'a role below the required rank is lacking',
      group({ roles: rolesUpTo(1) }),
      resolvedCaller(),
      { ...nothing, other: true },
    ],
    ['a role of the required rank is enough', group({ roles: rolesUpTo(0) }), resolvedCaller(), nothing],
    [
      'a role above the required rank is enough',
      group({ roles: rolesUpTo(0) }),
      resolvedCaller({}, 'ADMIN'),
      nothing,
    ],
    [
      'an unknown role is below every rank',
      group({ roles: rolesUpTo(0) }),
      resolvedCaller({}, 'KING'),
      { ...nothing, other: true },
    ],
    ['an unknown role is enough where no role is required', group(), resolvedCaller({}, 'KING'), nothing],
    [
      'a lower assurance is lacking',
      group({ assurance: 2 }),
      resolvedCaller({ assurance: 1 }),
      { ...nothing, assurance: true },
    ],
    ['the required assurance is enough', group({ assurance: 2 }), resolvedCaller({ assurance: 2 }), nothing],
    ['scopes do not apply to a caller without scopes', group({ scopes: ['a'] }), resolvedCaller(), nothing],
    [
      'the required scope is enough',
      group({ scopes: ['a'] }),
      resolvedCaller({ scopes: ['b', 'a'] }),
      nothing,
    ],
    [
      'one scope of two is not enough',
      group({ scopes: ['a', 'b'] }),
      resolvedCaller({ scopes: ['a'] }),
      { ...nothing, scopes: true },
    ],
    [
      'an empty list of scopes admits every caller with scopes',
      group({ scopes: [] }),
      resolvedCaller({ scopes: [] }),
      nothing,
    ],
    [
      'a group without scopes refuses a caller with scopes',
      group(),
      resolvedCaller({ scopes: ['a'] }),
      { ...nothing, other: true },
    ],
  ] as const)('%s', (_, required, by, lack) => {
    expect(lackOf(required, by, NOW)).toEqual(lack);
  });

  const required = group({ freshWithin: 600 });
  test.each([
    ['at this moment', 0, false],
    ['within the window', 599, false],
    ['at the end of the window', 600, false],
    ['a second later', 601, true],
    ['an hour ago', 3600, true],
    ['in the future, within the clock tolerance', -60, false],
    ['in the future, beyond the clock tolerance', -61, true],
  ])('tests the freshness of an authentication %s', (_, seconds, isLacking) => {
    const by = resolvedCaller({ authenticatedAt: new Date(NOW - seconds * 1000) });

    expect(lackOf(required, by, NOW)).toEqual({ ...nothing, fresh: isLacking });
  });

  test('a missing authentication time is lacking only where freshness is required', () => {
    const by = known({ kind: 'principal', id: 'ada', role: 'USER' });

    expect(lackOf(required, by, NOW)).toEqual({ ...nothing, fresh: true });
    expect(lackOf(group(), by, NOW)).toEqual(nothing);
  });

  test('a requirement counts as met until its result is false', () => {
    const [owner, other] = [ownerRequirement('by', 'parent'), policyRequirement('p', 'T', 'value')];
    const both = group({ parent: [owner], value: [other] });
    const lack = (answers?: readonly (readonly [string, boolean])[]) =>
      lackOf(both, resolvedCaller(), NOW, answers && new Map(answers)).other;

    expect(lack()).toBe(false);
    expect(lack([])).toBe(false);
    expect(lack([[owner.key, true]])).toBe(false);
    expect(lack([[owner.key, false]])).toBe(true);
    expect(
      lack([
        [owner.key, true],
        [other.key, false],
      ]),
    ).toBe(true);
  });
});

describe('evaluateRule', () => {
  const mine = ownerRequirement('by', 'parent');
  const its = ownerRequirement('by', 'value');

  test('grants an anonymous caller the open rule only', () => {
    expect(evaluateRule(OPEN, anonymousCaller, NOW)).toBe(GRANTED);
    expect(evaluateRule([group()], anonymousCaller, NOW)).toMatchObject({
      groups: [],
      parentOwner: undefined,
    });
    expect(evaluateRule([group({ parent: [mine] })], anonymousCaller, NOW)).toMatchObject({
      parentOwner: undefined,
    });
    expect(evaluateRule(CLOSED, resolvedCaller(), NOW).groups).toEqual([]);
  });

  test('keeps the groups that need an object, and grants where one group needs none', () => {
    const [owned, tooHigh, free] = [
      group({ parent: [mine] }),
      group({ roles: rolesUpTo(2) }),
      group({ roles: rolesUpTo(0) }),
    ];

    expect(evaluateRule([owned, tooHigh], resolvedCaller(), NOW).groups).toEqual([owned]);
    expect(evaluateRule([owned, tooHigh, free], resolvedCaller(), NOW)).toBe(GRANTED);
    expect(evaluateRule([group({ value: [its] })], resolvedCaller(), NOW)).not.toBe(GRANTED);
  });

  test.each([
    ['an owner of the parent', group({ parent: [mine] }), 'by'],
    ['no owner of the value', group({ value: [its] }), undefined],
    [
      'none beside another requirement',
      group({ parent: [mine, ownerRequirement('to', 'parent')] }),
      undefined,
    ],
    ['none beside a requirement of the value', group({ parent: [mine], value: [its] }), undefined],
    ['no policy', group({ parent: [policyRequirement('p', 'T.f', 'parent')] }), undefined],
  ] as const)('names the owner property that alone grants the rule: %s', (_, required, parentOwner) => {
    expect(evaluateRule([required], resolvedCaller(), NOW).parentOwner).toBe(parentOwner);
  });

  test('finds the owner property that alone grants the rule behind groups with more requirements', () => {
    const policy = policyRequirement('p', 'T.f', 'parent');
    const [more, other] = [group({ parent: [mine, policy] }), group({ parent: [policy] })];

    expect(
      evaluateRule(
        [other, more, group({ parent: [ownerRequirement('to', 'parent')] })],
        resolvedCaller(),
        NOW,
      ),
    ).toMatchObject({
      parentOwner: 'to',
    });
  });
});

describe('grantingGroup', () => {
  test('is the first group that the caller alone passes', () => {
    const [tooHigh, owned, valued, free] = [
      group({ roles: rolesUpTo(2) }),
      group({ parent: [ownerRequirement('by', 'parent')] }),
      group({ value: [ownerRequirement('by', 'value')] }),
      group({ assurance: 1 }),
    ];

    expect(grantingGroup([tooHigh, owned, valued, free], resolvedCaller({ assurance: 1 }), NOW)).toBe(free);
    expect(grantingGroup([tooHigh, owned, valued, free], resolvedCaller(), NOW)).toBeUndefined();
  });

  test('is none for an anonymous caller', () => {
    expect(grantingGroup([group({ scopes: [] })], anonymousCaller, NOW)).toBeUndefined();
  });
});
