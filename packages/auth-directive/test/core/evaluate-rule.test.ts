import { describe, expect, test } from '@jest/globals';
import { evaluateRule, GRANTED, lackOf } from '../../src/core/evaluate-rule.js';
import { resolveCaller } from '../../src/core/resolved-caller.js';
import { CLOSED, OPEN, ownerRequirement, policyRequirement } from '../../src/core/rule.js';
import { group, known, resolvedCaller } from '../helpers/rule-fixture.js';
import { NOW, ROLES } from '../helpers/schema-fixture.js';

const nothing = { fresh: false, assurance: false, scopes: false, other: false };

const stranger = resolveCaller(null, ROLES);

describe('what a caller lacks', () => {
  test.each([
    ['a principal lacks nothing of an empty group', group(), resolvedCaller(), nothing],
    ['a role below the roleRank', group({ roleRank: 1 }), resolvedCaller(), { ...nothing, other: true }],
    ['a role on the roleRank is enough', group({ roleRank: 0 }), resolvedCaller(), nothing],
    ['a role above the roleRank is enough', group({ roleRank: 0 }), resolvedCaller({}, 'ADMIN'), nothing],
    [
      'an unknown role stands below every roleRank',
      group({ roleRank: 0 }),
      resolvedCaller({}, 'KING'),
      { ...nothing, other: true },
    ],
    ['an unknown role is a role where none is asked', group(), resolvedCaller({}, 'KING'), nothing],
    [
      'a weaker session',
      group({ assurance: 2 }),
      resolvedCaller({ assurance: 1 }),
      { ...nothing, assurance: true },
    ],
    [
      'a session as strong as asked is enough',
      group({ assurance: 2 }),
      resolvedCaller({ assurance: 2 }),
      nothing,
    ],
    ['people are not asked about scopes', group({ scopes: ['a'] }), resolvedCaller(), nothing],
    [
      'a scope that is held is enough',
      group({ scopes: ['a'] }),
      resolvedCaller({ scopes: ['b', 'a'] }),
      nothing,
    ],
    [
      'one scope of two is not',
      group({ scopes: ['a', 'b'] }),
      resolvedCaller({ scopes: ['a'] }),
      { ...nothing, scopes: true },
    ],
    [
      'no scope named admits any narrowed caller',
      group({ scopes: [] }),
      resolvedCaller({ scopes: [] }),
      nothing,
    ],
    [
      'a group for people keeps narrowed callers out',
      group(),
      resolvedCaller({ scopes: ['a'] }),
      { ...nothing, other: true },
    ],
  ] as const)('%s', (_, asked, by, lack) => {
    expect(lackOf(asked, by, NOW)).toEqual(lack);
  });

  const asked = group({ freshWithin: 600 });
  test.each([
    ['at the moment', 0, false],
    ['within the window', 599, false],
    ['at the end of the window', 600, false],
    ['a second later', 601, true],
    ['an hour ago', 3600, true],
    ['in the future, as a clock that is fast may say', -60, false],
    ['further in the future than clocks differ', -61, true],
  ])('a proof given %s', (_, seconds, isLacking) => {
    const by = resolvedCaller({ authenticatedAt: new Date(NOW - seconds * 1000) });

    expect(lackOf(asked, by, NOW)).toEqual({ ...nothing, fresh: isLacking });
  });

  test('a proof that was never given is not fresh, and is not missed where none is asked', () => {
    const by = known({ kind: 'principal', id: 'ada', role: 'USER' });

    expect(lackOf(asked, by, NOW)).toEqual({ ...nothing, fresh: true });
    expect(lackOf(group(), by, NOW)).toEqual(nothing);
  });

  test('a requirement counts as met until one object says no', () => {
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

describe('a verdict', () => {
  const mine = ownerRequirement('by', 'parent');
  const its = ownerRequirement('by', 'value');

  test('is granted by the open rule, even to nobody, and by no other', () => {
    expect(evaluateRule(OPEN, stranger, NOW)).toBe(GRANTED);
    expect(evaluateRule([group()], stranger, NOW)).toMatchObject({ groups: [], parentOwner: undefined });
    expect(evaluateRule([group({ parent: [mine] })], stranger, NOW)).toMatchObject({
      parentOwner: undefined,
    });
    expect(evaluateRule(CLOSED, resolvedCaller(), NOW).groups).toEqual([]);
  });

  test('keeps the groups that objects must still planRefusals, and is granted where one asks none', () => {
    const [asks, dead, free] = [group({ parent: [mine] }), group({ roleRank: 2 }), group({ roleRank: 0 })];

    expect(evaluateRule([asks, dead], resolvedCaller(), NOW).groups).toEqual([asks]);
    expect(evaluateRule([asks, dead, free], resolvedCaller(), NOW)).toBe(GRANTED);
    expect(evaluateRule([group({ value: [its] })], resolvedCaller(), NOW)).not.toBe(GRANTED);
  });

  test.each([
    ['of the parent', group({ parent: [mine] }), 'by'],
    ['not of the value', group({ value: [its] }), undefined],
    [
      'not beside another requirement',
      group({ parent: [mine, ownerRequirement('to', 'parent')] }),
      undefined,
    ],
    ['not beside one of the value', group({ parent: [mine], value: [its] }), undefined],
    ['not a policy', group({ parent: [policyRequirement('p', 'T.f', 'parent')] }), undefined],
  ] as const)('knows the one owner that grants all: %s', (_, asked, parentOwner) => {
    expect(evaluateRule([asked], resolvedCaller(), NOW).parentOwner).toBe(parentOwner);
  });

  test('finds that owner behind groups that ask more', () => {
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
