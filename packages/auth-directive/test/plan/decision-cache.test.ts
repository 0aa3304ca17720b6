import { describe, expect, test } from '@jest/globals';
import { type GraphQLResolveInfo, type OperationDefinitionNode, parse } from 'graphql';
import type { Caller } from '../../src/core/auth-options.js';
import { createHost } from '../../src/core/host.js';
import { createHandoffs } from '../../src/execution/decision-cache.js';
import type { Handoff } from '../../src/execution/plan-outcome.js';
import { type Context, nobody, person, ROLES } from '../helpers/schema-fixture.js';

function operationOf(source: string): OperationDefinitionNode {
  const [operation] = parse(source).definitions;
  if (operation?.kind !== 'OperationDefinition') throw new Error('no operation');
  return operation;
}

const host = createHost({ roles: ROLES, caller: (context) => Object(context).caller });
const [first, second] = [operationOf('{ a }'), operationOf('{ b }')];

function handoff(
  operation: OperationDefinitionNode,
  caller: Caller,
  variables: Record<string, unknown> = {},
): Handoff {
  const standing = host.standing({ caller });
  return { operation, variables, rawVariables: variables, standing, answers: new Map() };
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
    const handoffs = createHandoffs(host);
    const context: Context = { caller: person('u') };
    const left = handoff(first, person('u'), { a: 1 });
    handoffs.leave(context, left);

    expect(handoffs.take({ caller: person('u') }, execution(first, { a: 1 }))).toBeUndefined();
    expect(handoffs.take(context, execution(second, { a: 1 }))).toBeUndefined();
    expect(handoffs.take(context, execution(first, { a: 2 }))).toBeUndefined();
    expect(handoffs.take(context, execution(first, { a: 1 }))).toBe(left);
    expect(handoffs.take(context, execution(first, { a: 1 }))).toBeUndefined();
  });

  test('for one operation leaves what was left for others, and takes the place of what was left for it', () => {
    const handoffs = createHandoffs(host);
    const context: Context = { caller: person('u') };
    const [old, other, young] = [
      handoff(first, person('u')),
      handoff(second, person('u')),
      handoff(first, person('u')),
    ];
    for (const each of [old, other, young]) handoffs.leave(context, each);

    expect(handoffs.take(context, execution(first))).toBe(young);
    expect(handoffs.take(context, execution(first))).toBeUndefined();
    expect(handoffs.take(context, execution(second))).toBe(other);
  });

  test.each([
    ['the same person', person('u'), person('u', 'USER', { assurance: 2 }), true],
    ['two whom nobody knows', nobody, { kind: 'anonymous', reason: 'TOKEN_EXPIRED' }, true],
    ['somebody in place of nobody', nobody, person('u'), false],
    ['nobody in place of somebody', person('u'), nobody, false],
    ['another person', person('u'), person('v'), false],
    ['the same person in another role', person('u', 'ADMIN'), person('u'), false],
  ] as const)('is taken by the caller it was left for: %s', (_, planned, now, isTaken) => {
    const handoffs = createHandoffs(host);
    const context = { caller: now };
    handoffs.leave(context, handoff(first, planned));

    expect(handoffs.take(context, execution(first)) !== undefined).toBe(isTaken);
  });

  test.each([undefined, null, 'context', 7])('is nothing where the context is %p', (context) => {
    const handoffs = createHandoffs(host);

    expect(() => handoffs.leave(context, handoff(first, nobody))).not.toThrow();
    expect(handoffs.take(context, execution(first))).toBeUndefined();
  });
});
