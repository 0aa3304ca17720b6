import { describe, expect, test } from '@jest/globals';
import { GRANTED, judge, lackOf } from '../../src/core/evaluate-rule.js';
import { refusalOf } from '../../src/core/refusal.js';
import { type Known, standingOf } from '../../src/core/resolved-caller.js';
import { CLOSED, type Group, OPEN, ownerDemand, policyDemand } from '../../src/core/rule.js';
import type { Caller } from '../../src/index.js';
import { NOW, person, ROLES } from '../helpers/schema-fixture.js';

const nothing = { fresh: false, assurance: false, scopes: false, other: false };
const stranger = standingOf(null, ROLES);

function group(more: Partial<Group> = {}): Group {
  return { rung: -1, scopes: null, freshWithin: Infinity, assurance: 0, parent: [], value: [], ...more };
}

function known(caller: Caller): Known {
  const standing = standingOf(caller, ROLES);
  if (standing.kind === 'anonymous') throw new Error('nobody');
  return standing;
}

function standing(more: Parameters<typeof person>[2] = {}, role = 'USER'): Known {
  return known(person('ada', role, more));
}

describe('what a caller lacks', () => {
  test.each([
    ['a person lacks nothing of an empty group', group(), standing(), nothing],
    ['a role below the rung', group({ rung: 1 }), standing(), { ...nothing, other: true }],
    ['a role on the rung is enough', group({ rung: 0 }), standing(), nothing],
    ['a role above the rung is enough', group({ rung: 0 }), standing({}, 'ADMIN'), nothing],
    [
      'an unknown role stands below every rung',
      group({ rung: 0 }),
      standing({}, 'KING'),
      { ...nothing, other: true },
    ],
    ['an unknown role is a role where none is asked', group(), standing({}, 'KING'), nothing],
    [
      'a weaker session',
      group({ assurance: 2 }),
      standing({ assurance: 1 }),
      { ...nothing, assurance: true },
    ],
    ['a session as strong as asked is enough', group({ assurance: 2 }), standing({ assurance: 2 }), nothing],
    ['people are not asked about scopes', group({ scopes: ['a'] }), standing(), nothing],
    ['a scope that is held is enough', group({ scopes: ['a'] }), standing({ scopes: ['b', 'a'] }), nothing],
    [
      'one scope of two is not',
      group({ scopes: ['a', 'b'] }),
      standing({ scopes: ['a'] }),
      { ...nothing, scopes: true },
    ],
    ['no scope named admits any narrowed caller', group({ scopes: [] }), standing({ scopes: [] }), nothing],
    [
      'a group for people keeps narrowed callers out',
      group(),
      standing({ scopes: ['a'] }),
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
    const by = standing({ authenticatedAt: new Date(NOW - seconds * 1000) });

    expect(lackOf(asked, by, NOW)).toEqual({ ...nothing, fresh: isLacking });
  });

  test('a proof that was never given is not fresh, and is not missed where none is asked', () => {
    const by = known({ kind: 'principal', id: 'ada', role: 'USER' });

    expect(lackOf(asked, by, NOW)).toEqual({ ...nothing, fresh: true });
    expect(lackOf(group(), by, NOW)).toEqual(nothing);
  });

  test('a demand counts as met until one object says no', () => {
    const [owner, other] = [ownerDemand('by', 'parent'), policyDemand('p', 'T', 'value')];
    const both = group({ parent: [owner], value: [other] });
    const lack = (answers?: readonly (readonly [string, boolean])[]) =>
      lackOf(both, standing(), NOW, answers && new Map(answers)).other;

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
  const mine = ownerDemand('by', 'parent');
  const its = ownerDemand('by', 'value');

  test('is granted by the open rule, even to nobody, and by no other', () => {
    expect(judge(OPEN, stranger, NOW)).toBe(GRANTED);
    expect(judge([group()], stranger, NOW)).toMatchObject({ groups: [], parentOwner: undefined });
    expect(judge([group({ parent: [mine] })], stranger, NOW)).toMatchObject({ parentOwner: undefined });
    expect(judge(CLOSED, standing(), NOW).groups).toEqual([]);
  });

  test('keeps the groups that objects must still decide, and is granted where one asks none', () => {
    const [asks, dead, free] = [group({ parent: [mine] }), group({ rung: 2 }), group({ rung: 0 })];

    expect(judge([asks, dead], standing(), NOW).groups).toEqual([asks]);
    expect(judge([asks, dead, free], standing(), NOW)).toBe(GRANTED);
    expect(judge([group({ value: [its] })], standing(), NOW)).not.toBe(GRANTED);
  });

  test.each([
    ['of the parent', group({ parent: [mine] }), 'by'],
    ['not of the value', group({ value: [its] }), undefined],
    ['not beside another demand', group({ parent: [mine, ownerDemand('to', 'parent')] }), undefined],
    ['not beside one of the value', group({ parent: [mine], value: [its] }), undefined],
    ['not a policy', group({ parent: [policyDemand('p', 'T.f', 'parent')] }), undefined],
  ] as const)('knows the one owner that grants all: %s', (_, asked, parentOwner) => {
    expect(judge([asked], standing(), NOW).parentOwner).toBe(parentOwner);
  });

  test('finds that owner behind groups that ask more', () => {
    const policy = policyDemand('p', 'T.f', 'parent');
    const [more, other] = [group({ parent: [mine, policy] }), group({ parent: [policy] })];

    expect(
      judge([other, more, group({ parent: [ownerDemand('to', 'parent')] })], standing(), NOW),
    ).toMatchObject({
      parentOwner: 'to',
    });
  });
});

describe('a refusal', () => {
  const place = { coordinate: 'T.f' };
  const old = { authenticatedAt: new Date(NOW - 3_600_000) };

  test.each([
    ['asks nobody to sign in', [group()], stranger, { code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING' }],
    [
      'asks for a fresh sign-in',
      [group({ freshWithin: 60 })],
      standing(old),
      { code: 'STEP_UP_REQUIRED', freshWithin: 60 },
    ],
    [
      'asks for a second factor',
      [group({ assurance: 2 })],
      standing(),
      { code: 'STEP_UP_REQUIRED', assurance: 2 },
    ],
    [
      'asks for both',
      [group({ assurance: 2, freshWithin: 60 })],
      standing(old),
      { code: 'STEP_UP_REQUIRED', assurance: 2, freshWithin: 60 },
    ],
    [
      'asks for nothing where a role is lacking too',
      [group({ rung: 2, freshWithin: 60 })],
      standing(old),
      { code: 'FORBIDDEN' },
    ],
    [
      'asks for nothing where a scope is lacking too',
      [group({ scopes: ['a'], freshWithin: 60 })],
      standing({ ...old, scopes: [] }),
      { code: 'FORBIDDEN' },
    ],
    [
      'names the scopes that alone fall short',
      [group({ scopes: ['a'] })],
      standing({ scopes: [] }),
      { code: 'FORBIDDEN', missingScopes: ['a'] },
    ],
    [
      'names no scopes where a role is lacking too',
      [group({ rung: 2, scopes: ['a'] })],
      standing({ scopes: [] }),
      { code: 'FORBIDDEN' },
    ],
    [
      'names no scopes where the session is too weak as well',
      [group({ assurance: 2, scopes: ['a'] })],
      standing({ scopes: [] }),
      { code: 'FORBIDDEN' },
    ],
    [
      'takes the first group that a step-up wins',
      [group({ rung: 2 }), group({ assurance: 2 }), group({ freshWithin: 60 })],
      standing(old),
      { code: 'STEP_UP_REQUIRED', assurance: 2 },
    ],
    ['says no where the rule is closed', CLOSED, standing(), { code: 'FORBIDDEN' }],
    ['promises nothing to whom nothing is known to be missing', [group()], standing(), { code: 'FORBIDDEN' }],
  ] as const)('%s', (_, rule, by, expected) => {
    expect(refusalOf(rule, place, by, NOW)).toEqual({ coordinate: 'T.f', ...expected });
  });

  test('promises no step-up for an object of somebody else', () => {
    const owner = ownerDemand('by', 'parent');
    const rule = [group({ freshWithin: 60, parent: [owner] })];
    const code = (met: boolean) =>
      refusalOf(rule, place, standing(old), NOW, new Map([[owner.key, met]])).code;

    expect([code(true), code(false)]).toEqual(['STEP_UP_REQUIRED', 'FORBIDDEN']);
  });
});
