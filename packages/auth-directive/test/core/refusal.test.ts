import { describe, expect, test } from '@jest/globals';
import { refusalOf } from '../../src/core/refusal.js';
import { resolveCaller } from '../../src/core/resolved-caller.js';
import { CLOSED, ownerRequirement } from '../../src/core/rule.js';
import { createAnswerFixture } from '../helpers/answer-table.js';
import { group, resolvedCaller, rolesUpTo } from '../helpers/rule-fixture.js';
import { HIERARCHY, NOW, principal, runApollo } from '../helpers/schema-fixture.js';

const anonymousCaller = resolveCaller(null, HIERARCHY, 0);

describe('refusalOf', () => {
  const location = { coordinate: 'T.f' };
  const stale = { authenticatedAt: new Date(NOW - 3_600_000) };

  test.each([
    [
      'requires an anonymous caller to authenticate',
      [group()],
      anonymousCaller,
      { code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING' },
    ],
    [
      'requires a fresh authentication',
      [group({ freshWithin: 60 })],
      resolvedCaller(stale),
      { code: 'STEP_UP_REQUIRED', freshWithin: 60 },
    ],
    [
      'requires a higher assurance',
      [group({ assurance: 2 })],
      resolvedCaller(),
      { code: 'STEP_UP_REQUIRED', assurance: 2 },
    ],
    [
      'requires both',
      [group({ assurance: 2, freshWithin: 60 })],
      resolvedCaller(stale),
      { code: 'STEP_UP_REQUIRED', assurance: 2, freshWithin: 60 },
    ],
    [
      'requires no step-up where a role is lacking too',
      [group({ roles: rolesUpTo(2), freshWithin: 60 })],
      resolvedCaller(stale),
      { code: 'FORBIDDEN' },
    ],
    [
      'requires no step-up where a scope is lacking too',
      [group({ scopes: ['a'], freshWithin: 60 })],
      resolvedCaller({ ...stale, scopes: [] }),
      { code: 'FORBIDDEN' },
    ],
    [
      'names the missing scopes where nothing else is lacking',
      [group({ scopes: ['a'] })],
      resolvedCaller({ scopes: [] }),
      { code: 'FORBIDDEN', missingScopes: ['a'] },
    ],
    [
      'names no scopes where a role is lacking too',
      [group({ roles: rolesUpTo(2), scopes: ['a'] })],
      resolvedCaller({ scopes: [] }),
      { code: 'FORBIDDEN' },
    ],
    [
      'names no scopes where the assurance is too low as well',
      [group({ assurance: 2, scopes: ['a'] })],
      resolvedCaller({ scopes: [] }),
      { code: 'FORBIDDEN' },
    ],
    [
      'uses the first group that a step-up satisfies',
      [group({ roles: rolesUpTo(2) }), group({ assurance: 2 }), group({ freshWithin: 60 })],
      resolvedCaller(stale),
      { code: 'STEP_UP_REQUIRED', assurance: 2 },
    ],
    ['refuses a closed rule', CLOSED, resolvedCaller(), { code: 'FORBIDDEN' }],
    [
      'names nothing where nothing is known to be lacking',
      [group()],
      resolvedCaller(),
      { code: 'FORBIDDEN' },
    ],
  ] as const)('%s', (_, rule, by, expected) => {
    const evidence = { rule, now: NOW };
    expect(refusalOf(rule, location, by, NOW)).toEqual({ coordinate: 'T.f', ...expected, evidence });
  });

  test('requires no step-up for an object of another user', () => {
    const owner = ownerRequirement('by', 'parent');
    const rule = [group({ freshWithin: 60, parent: [owner] })];
    const code = (met: boolean) =>
      refusalOf(rule, location, resolvedCaller(stale), NOW, new Map([[owner.key, met]])).code;

    expect([code(true), code(false)]).toEqual(['STEP_UP_REQUIRED', 'FORBIDDEN']);
  });
  test('has a constant message and reveals nothing of the rule', async () => {
    const answer = await runApollo(createAnswerFixture(), {
      query: '{ scoped }',
      caller: principal('u', 'USER', { scopes: [] }),
    });

    expect(JSON.parse(answer.raw)).toEqual({
      errors: [
        {
          message: 'Not authorized.',
          extensions: { code: 'FORBIDDEN', coordinate: 'Query.scoped' },
        },
      ],
    });
  });
});
