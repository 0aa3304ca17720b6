import { describe, expect, test } from '@jest/globals';
import type { FieldNode } from 'graphql';
import { visitProvided } from '../../src/execution/provided-inputs.js';
import { createGuardContext } from '../helpers/guard-fixture.js';
import { operationOf } from '../helpers/plan-fixture.js';

const { guarded } = createGuardContext(`
  enum Color { RED BLUE @auth(requires: ADMIN) }
  input In { color: Color @auth(requires: USER) }
  type Query { a(color: Color, in: In @auth(requires: SUPPORT)): Int @public }`);

/** Visits the inputs of `Query.a` as a host passes them that has not validated the document. */
function visited(
  source: string,
  raw: Readonly<Record<string, unknown>> = {},
  changeNode: (node: FieldNode) => object = (node) => node,
): readonly string[] {
  const { operation } = operationOf(source);
  const [node] = operation.selectionSet.selections;
  if (node?.kind !== 'Field') throw new Error('The document has no field.');
  // Documents that were built by hand may lack empty lists.
  const withoutEmpty = {
    ...operation,
    variableDefinitions: operation.variableDefinitions?.length ? operation.variableDefinitions : undefined,
  };
  const variables = { operation: withoutEmpty as unknown as typeof operation, coerced: {}, raw };
  const rules: string[] = [];
  const positions = guarded.inputs.fields.get('Query.a') ?? [];
  visitProvided(positions, guarded.inputs, changeNode(node) as FieldNode, variables, (rule, path) => {
    rules.push(`${rule.coordinate} ${path}`);
    return true;
  });
  return rules;
}

describe('in a document that was not validated', () => {
  test('a field without a list of arguments provides nothing', () => {
    expect(visited('{ a }', {}, ({ arguments: _, ...node }) => node)).toEqual([]);
  });

  test('a variable that is not declared is not provided, unless it was sent', () => {
    expect(visited('{ a(in: $x) }')).toEqual([]);
    expect(visited('query ($y: In) { a(in: $x) }')).toEqual([]);
    expect(visited('{ a(in: $x) }', { x: {} })).toEqual(['Query.a(in:) in']);
  });

  test('a variable that was sent as undefined provides an argument and nothing in it', () => {
    expect(visited('query ($x: In) { a(in: $x) }', { x: undefined })).toEqual(['Query.a(in:) in']);
  });

  test('a literal that is no name of an enum value may be any of them', () => {
    expect(visited('{ a(color: RED) }')).toEqual([]);
    expect(visited('{ a(color: BLUE) }')).toEqual(['Color.BLUE color']);
    expect(visited('{ a(color: "RED") }')).toEqual(['Color.BLUE color']);
    expect(visited('{ a(color: 1) }')).toEqual(['Color.BLUE color']);
  });
});
