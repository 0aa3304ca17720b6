import { describe, expect, test } from '@jest/globals';
import { visitProvided } from '../../src/execution/provided-inputs.js';
import { createGuardContext } from '../helpers/guard-fixture.js';
import { operationOf } from '../helpers/plan-fixture.js';

/** Returns the rules that are visited for a variable of `Query.a(x: X)`, as sent or only as coerced. */
function visited(definition: string, form: 'raw' | 'coerced', x: unknown, passes = true): readonly string[] {
  const { guarded } = createGuardContext(`${definition} type Query { a(x: X): Int @public }`);
  const { operation } = operationOf('query ($x: X) { a(x: $x) }');
  const [node] = operation.selectionSet.selections;
  if (node?.kind !== 'Field') throw new Error('The document has no field.');
  const variables = { operation, coerced: { x }, raw: form === 'raw' ? { x } : undefined };
  const rules: string[] = [];
  visitProvided(guarded.inputs.fields.get('Query.a') ?? [], guarded.inputs, node, variables, (rule, path) => {
    rules.push(`${rule.coordinate} ${path}`);
    return passes;
  });
  return rules;
}

describe.each(['raw', 'coerced'] as const)('a variable whose %s value is read', (form) => {
  const colors = 'enum X { RED BLUE @auth(requires: ADMIN) GREEN @auth(requires: SUPPORT) }';

  test('has the rule of its enum value', () => {
    expect(visited(colors, form, 'RED')).toEqual([]);
    expect(visited(colors, form, 'GREEN')).toEqual(['X.GREEN x']);
  });

  test('may be any value of the enum when only the parser of the enum knows it', () => {
    expect(visited(colors, form, 'sky')).toEqual(['X.BLUE x', 'X.GREEN x']);
    expect(visited(colors, form, 'sky', false)).toEqual(['X.BLUE x']);
  });
});

test('a property that a coerced object inherits is not provided', () => {
  const input = 'input X { constructor: Int @auth(requires: ADMIN) n: Int @auth(requires: USER) }';

  expect(visited(input, 'coerced', { n: 1 })).toEqual(['X.n x.n']);
});
