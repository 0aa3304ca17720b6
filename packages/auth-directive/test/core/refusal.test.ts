import { describe, expect, test } from '@jest/globals';
import { refusalOf } from '../../src/core/refusal.js';
import { resolveCaller } from '../../src/core/resolved-caller.js';
import { CLOSED, ownerRequirement } from '../../src/core/rule.js';
import { createAnswerFixture } from '../helpers/answer-table.js';
import { group, resolvedCaller } from '../helpers/rule-fixture.js';
import { NOW, principal, ROLES, runApollo } from '../helpers/schema-fixture.js';

const stranger = resolveCaller(null, ROLES);

describe('a refusal', () => {
  const place = { coordinate: 'T.f' };
  const old = { authenticatedAt: new Date(NOW - 3_600_000) };

  test.each([
    ['asks nobody to sign in', [group()], stranger, { code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING' }],
    [
      'asks for a fresh sign-in',
      [group({ freshWithin: 60 })],
      resolvedCaller(old),
      { code: 'STEP_UP_REQUIRED', freshWithin: 60 },
    ],
    [
      'asks for a second factor',
      [group({ assurance: 2 })],
      resolvedCaller(),
      { code: 'STEP_UP_REQUIRED', assurance: 2 },
    ],
    [
      'asks for both',
      [group({ assurance: 2, freshWithin: 60 })],
      resolvedCaller(old),
      { code: 'STEP_UP_REQUIRED', assurance: 2, freshWithin: 60 },
    ],
    [
      'asks for nothing where a role is lacking too',
      [group({ roleRank: 2, freshWithin: 60 })],
      resolvedCaller(old),
      { code: 'FORBIDDEN' },
    ],
    [
      'asks for nothing where a scope is lacking too',
      [group({ scopes: ['a'], freshWithin: 60 })],
      resolvedCaller({ ...old, scopes: [] }),
      { code: 'FORBIDDEN' },
    ],
    [
      'names the scopes that alone fall short',
      [group({ scopes: ['a'] })],
      resolvedCaller({ scopes: [] }),
      { code: 'FORBIDDEN', missingScopes: ['a'] },
    ],
    [
      'names no scopes where a role is lacking too',
      [group({ roleRank: 2, scopes: ['a'] })],
      resolvedCaller({ scopes: [] }),
      { code: 'FORBIDDEN' },
    ],
    [
      'names no scopes where the session is too weak as well',
      [group({ assurance: 2, scopes: ['a'] })],
      resolvedCaller({ scopes: [] }),
      { code: 'FORBIDDEN' },
    ],
    [
      'takes the first group that a step-up wins',
      [group({ roleRank: 2 }), group({ assurance: 2 }), group({ freshWithin: 60 })],
      resolvedCaller(old),
      { code: 'STEP_UP_REQUIRED', assurance: 2 },
    ],
    ['says no where the rule is closed', CLOSED, resolvedCaller(), { code: 'FORBIDDEN' }],
    [
      'promises nothing to whom nothing is known to be missing',
      [group()],
      resolvedCaller(),
      { code: 'FORBIDDEN' },
    ],
  ] as const)('%s', (_, rule, by, expected) => {
    expect(refusalOf(rule, place, by, NOW)).toEqual({ coordinate: 'T.f', ...expected });
  });

  test('promises no step-up for an object of somebody else', () => {
    const owner = ownerRequirement('by', 'parent');
    const rule = [group({ freshWithin: 60, parent: [owner] })];
    const code = (met: boolean) =>
      refusalOf(rule, place, resolvedCaller(old), NOW, new Map([[owner.key, met]])).code;

    expect([code(true), code(false)]).toEqual(['STEP_UP_REQUIRED', 'FORBIDDEN']);
  });
  test('holds constant words and nothing of the rule', async () => {
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
