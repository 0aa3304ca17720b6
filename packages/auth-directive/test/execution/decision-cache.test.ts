import { describe, expect, test } from '@jest/globals';
import { type GraphQLResolveInfo, type OperationDefinitionNode, parse } from 'graphql';
import type { Caller } from '../../src/core/auth-options.js';
import { createHost } from '../../src/core/host.js';
import { createDecisionCache } from '../../src/execution/decision-cache.js';
import type { PrecomputedDecision } from '../../src/execution/precomputed-decision.js';
import { anonymous, type Context, principal, ROLES } from '../helpers/schema-fixture.js';

function operationOf(source: string): OperationDefinitionNode {
  const [operation] = parse(source).definitions;
  if (operation?.kind !== 'OperationDefinition') throw new Error('no operation');
  return operation;
}

const host = createHost({ roles: ROLES, caller: (context) => Object(context).caller });
const [first, second] = [operationOf('{ a }'), operationOf('{ b }')];

function precomputedDecision(
  operation: OperationDefinitionNode,
  caller: Caller,
  variables: Record<string, unknown> = {},
): PrecomputedDecision {
  const resolvedCaller = host.resolveCaller({ caller });
  return { operation, variables, rawVariables: variables, resolvedCaller, answers: new Map() };
}

/** An execution, as far as what is left for it is concerned. */
function execution(
  operation: OperationDefinitionNode,
  variableValues: Record<string, unknown> = {},
): GraphQLResolveInfo {
  return { operation, variableValues } as GraphQLResolveInfo;
}

describe('what a plan leaves', () => {
  test('is taken once, by the execution of that operation with equal variables', () => {
    const decisionCache = createDecisionCache(host);
    const context: Context = { caller: principal('u') };
    const left = precomputedDecision(first, principal('u'), { a: 1 });
    decisionCache.storeDecision(context, left);

    expect(
      decisionCache.takeDecision({ caller: principal('u') }, execution(first, { a: 1 })),
    ).toBeUndefined();
    expect(decisionCache.takeDecision(context, execution(second, { a: 1 }))).toBeUndefined();
    expect(decisionCache.takeDecision(context, execution(first, { a: 2 }))).toBeUndefined();
    expect(decisionCache.takeDecision(context, execution(first, { a: 1 }))).toBe(left);
    expect(decisionCache.takeDecision(context, execution(first, { a: 1 }))).toBeUndefined();
  });

  test('for one operation leaves what was left for others, and takes the place of what was left for it', () => {
    const decisionCache = createDecisionCache(host);
    const context: Context = { caller: principal('u') };
    const [old, other, young] = [
      precomputedDecision(first, principal('u')),
      precomputedDecision(second, principal('u')),
      precomputedDecision(first, principal('u')),
    ];
    for (const each of [old, other, young]) decisionCache.storeDecision(context, each);

    expect(decisionCache.takeDecision(context, execution(first))).toBe(young);
    expect(decisionCache.takeDecision(context, execution(first))).toBeUndefined();
    expect(decisionCache.takeDecision(context, execution(second))).toBe(other);
  });

  test.each([
    ['the same principal', principal('u'), principal('u', 'USER', { assurance: 2 }), true],
    ['two whom anonymous knows', anonymous, { kind: 'anonymous', reason: 'TOKEN_EXPIRED' }, true],
    ['somebody in place of anonymous', anonymous, principal('u'), false],
    ['anonymous in place of somebody', principal('u'), anonymous, false],
    ['another principal', principal('u'), principal('v'), false],
    ['the same principal in another role', principal('u', 'ADMIN'), principal('u'), false],
  ] as const)('is taken by the caller it was left for: %s', (_, planned, now, isTaken) => {
    const decisionCache = createDecisionCache(host);
    const context = { caller: now };
    decisionCache.storeDecision(context, precomputedDecision(first, planned));

    expect(decisionCache.takeDecision(context, execution(first)) !== undefined).toBe(isTaken);
  });

  test.each([undefined, null, 'context', 7])('is nothing where the context is %p', (context) => {
    const decisionCache = createDecisionCache(host);

    expect(() => decisionCache.storeDecision(context, precomputedDecision(first, anonymous))).not.toThrow();
    expect(decisionCache.takeDecision(context, execution(first))).toBeUndefined();
  });
});
