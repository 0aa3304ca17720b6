import { describe, expect, test } from '@jest/globals';
import { buildSchema, GraphQLInt, type OperationDefinitionNode, parse } from 'graphql';
import { coercedValues, coerceVariables } from '../../src/execution/variable-values.js';

function operationOf(source: string): OperationDefinitionNode {
  const [operation] = parse(source).definitions;
  if (operation?.kind !== 'OperationDefinition') throw new Error('no operation');
  return operation;
}

const plain = operationOf('query ($a: Int) { ok(a: $a) }');
const hostile = operationOf('query ($sources: JSON, $coerced: JSON) { ok }');
const signature = { type: GraphQLInt };

describe('coercedValues', () => {
  test.each([
    ['the values of graphql 16', plain, { a: 1 }, { a: 1 }],
    ['no values', plain, {}, {}],
    [
      'the coerced values of graphql 17',
      plain,
      { sources: { a: { signature } }, coerced: { a: 1 } },
      { a: 1 },
    ],
    ['no coerced values of graphql 17', operationOf('{ ok }'), { sources: {}, coerced: {} }, {}],
    [
      'no coerced values of graphql 17, without declarations',
      { ...operationOf('{ ok }'), variableDefinitions: undefined },
      { sources: {}, coerced: {} },
      {},
    ],
    ['variables without declarations', { ...plain, variableDefinitions: undefined }, { a: 1 }, { a: 1 }],
  ])('returns %s', (_, operation, values, expected) => {
    expect(coercedValues(values, operation as OperationDefinitionNode)).toEqual(expected);
  });

  test.each([
    ['without signatures', { sources: {}, coerced: { sources: 1 } }],
    ['with a signature for one of two', { sources: { sources: { signature } }, coerced: {} }],
    ['with forged signatures', { sources: { sources: forged(), coerced: forged() }, coerced: {} }],
    ['with null', { sources: null, coerced: {} }],
    ['with a number', { sources: {}, coerced: 7 }],
    ['with signatures that are null', { sources: { sources: null, coerced: null }, coerced: {} }],
  ])('does not take variables of the client for the form of graphql 17: %s', (_, values) => {
    expect(coercedValues(values, hostile)).toBe(values);
  });

  function forged() {
    return { signature: { name: 'sources', type: { name: 'Int' } } };
  }
});

describe('coerceVariables', () => {
  const schema = buildSchema('type Query { ok(a: Int): Int }');

  test('returns coerced values', () => {
    const values = coerceVariables(schema, operationOf('query ($a: Int = 3) { ok(a: $a) }'), {});

    expect(coercedValues(values ?? {}, plain)).toEqual({ a: 3 });
    expect(coerceVariables(schema, operationOf('{ ok }'), { a: 1 })).toBeDefined();
  });

  test('returns no values for an operation without declarations', () => {
    const operation = { ...operationOf('{ ok }'), variableDefinitions: undefined };

    expect(coerceVariables(schema, operation as unknown as OperationDefinitionNode, { a: 1 })).toEqual(
      coerceVariables(schema, operationOf('{ ok }'), {}),
    );
  });

  test('returns undefined for a value that its type rejects', () => {
    expect(coerceVariables(schema, plain, { a: 'x' })).toBeUndefined();
  });
});
