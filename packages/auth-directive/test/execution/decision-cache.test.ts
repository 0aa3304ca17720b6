import { describe, expect, test } from '@jest/globals';
import type { GraphQLResolveInfo, OperationDefinitionNode } from 'graphql';
import type { Caller } from '../../src/core/auth-options.js';
import { createHost } from '../../src/core/host.js';
import { createDecisionCache } from '../../src/execution/decision-cache.js';
import type { PrecomputedDecision } from '../../src/execution/precomputed-decision.js';
import { operationOf } from '../helpers/plan-fixture.js';
import { anonymous, type Context, principal, ROLES } from '../helpers/schema-fixture.js';

const host = createHost({ roles: ROLES, caller: (context) => Object(context).caller });
const [first, second] = [operationOf('{ a }').operation, operationOf('{ b }').operation];

function precomputedDecision(
  operation: OperationDefinitionNode,
  caller: Caller,
  variables: Record<string, unknown> = {},
): PrecomputedDecision {
  const resolvedCaller = host.resolveCaller({ caller });
  return {
    operation,
    variables,
    rawVariables: variables,
    resolvedCaller,
    answers: new Map(),
    granted: new Set(),
  };
}

/** Returns the part of an execution's info that the cache reads. */
function execution(
  operation: OperationDefinitionNode,
  variableValues: Record<string, unknown> = {},
): GraphQLResolveInfo {
  return { operation, variableValues } as GraphQLResolveInfo;
}

describe('the decision of a plan', () => {
  test('is taken once, by the execution of its operation with equal variables', () => {
    const decisionCache = createDecisionCache(host);
    const context: Context = { caller: principal('u') };
    const stored = precomputedDecision(first, principal('u'), { a: 1 });
    decisionCache.storeDecision(context, stored);

    expect(
      decisionCache.takeDecision({ caller: principal('u') }, execution(first, { a: 1 })),
    ).toBeUndefined();
    expect(decisionCache.takeDecision(context, execution(second, { a: 1 }))).toBeUndefined();
    expect(decisionCache.takeDecision(context, execution(first, { a: 2 }))).toBeUndefined();
    expect(decisionCache.takeDecision(context, execution(first, { a: 1 }))).toBe(stored);
    expect(decisionCache.takeDecision(context, execution(first, { a: 1 }))).toBeUndefined();
  });

  test('replaces an earlier one for the same operation, and none for another', () => {
    const decisionCache = createDecisionCache(host);
    const context: Context = { caller: principal('u') };
    const [older, other, newer] = [
      precomputedDecision(first, principal('u')),
      precomputedDecision(second, principal('u')),
      precomputedDecision(first, principal('u')),
    ];
    for (const each of [older, other, newer]) decisionCache.storeDecision(context, each);

    expect(decisionCache.takeDecision(context, execution(first))).toBe(newer);
    expect(decisionCache.takeDecision(context, execution(first))).toBeUndefined();
    expect(decisionCache.takeDecision(context, execution(second))).toBe(other);
  });

  test.each([
    ['the same principal', principal('u'), principal('u'), true],
    ['two anonymous callers', anonymous, { kind: 'anonymous', reason: 'TOKEN_EXPIRED' }, true],
    ['an anonymous caller in place of a principal', anonymous, principal('u'), false],
    ['a principal in place of an anonymous caller', principal('u'), anonymous, false],
    ['another principal', principal('u'), principal('v'), false],
    ['the same principal in another role', principal('u', 'ADMIN'), principal('u'), false],
    [
      'the same principal with other assurance',
      principal('u', 'USER', { assurance: 2 }),
      principal('u'),
      false,
    ],
    ['the same principal with scopes', principal('u'), principal('u', 'USER', { scopes: ['a'] }), false],
    [
      'the same principal with fewer scopes',
      principal('u', 'USER', { scopes: ['a', 'b'] }),
      principal('u', 'USER', { scopes: ['a'] }),
      false,
    ],
    [
      'the same principal with an older authentication',
      principal('u'),
      principal('u', 'USER', { authenticatedAt: new Date(0) }),
      false,
    ],
    [
      'the same principal with another member that a policy may read',
      { ...principal('u'), tenant: 'a' },
      { ...principal('u'), tenant: 'b' },
      false,
    ],
  ] as const)('is taken only by an equal caller: %s', (_, planned, now, isTaken) => {
    const decisionCache = createDecisionCache(host);
    const context = { caller: now };
    decisionCache.storeDecision(context, precomputedDecision(first, planned));

    expect(decisionCache.takeDecision(context, execution(first)) !== undefined).toBe(isTaken);
  });

  test.each(['roles', 'scopes'] as const)(
    'is not taken when the host has changed the %s in place',
    (member) => {
      const decisionCache = createDecisionCache(host);
      const words = ['ADMIN'];
      const context = { caller: { kind: 'principal' as const, id: 'u', role: 'USER', [member]: words } };
      decisionCache.storeDecision(context, precomputedDecision(first, context.caller));
      words[0] = 'SUPPORT';

      expect(decisionCache.takeDecision(context, execution(first))).toBeUndefined();
    },
  );

  test('is dropped, oldest first, when 20 others wait with the same context', () => {
    const decisionCache = createDecisionCache(host);
    const context = { caller: principal('u') };
    const operations = Array.from({ length: 21 }, () => operationOf('{ a }').operation);
    for (const operation of operations)
      decisionCache.storeDecision(context, precomputedDecision(operation, principal('u')));

    const taken = operations.map((operation) => decisionCache.takeDecision(context, execution(operation)));
    expect(taken.map((each) => each !== undefined)).toEqual([
      false,
      ...Array.from({ length: 20 }, () => true),
    ]);
  });

  test.each([undefined, null, 'context', 7])('is not stored where the context is %p', (context) => {
    const decisionCache = createDecisionCache(host);

    expect(() => decisionCache.storeDecision(context, precomputedDecision(first, anonymous))).not.toThrow();
    expect(decisionCache.takeDecision(context, execution(first))).toBeUndefined();
  });
});
