import { describe, expect, test } from '@jest/globals';
import { buildSchema, Kind, type OperationDefinitionNode, parse } from 'graphql';
import { variableErrors } from '../../../src/transports/graphql/variable-errors.js';

const schema = buildSchema(
  'input UserInput { name: String!, age: Int } type Query { find(user: UserInput!): Int }',
);

function operationOf(text: string): OperationDefinitionNode {
  const [operation] = parse(text).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('no operation');
  return operation;
}

const operation = operationOf('query ($user: UserInput!) { find(user: $user) }');

describe('variableErrors', () => {
  test('names the path of an error and never the value', () => {
    expect(variableErrors(schema, operation, { user: { name: 1, age: 'secret' } })).toEqual([
      'Variable "$user" has an invalid value at "user.name".',
      'Variable "$user" has an invalid value at "user.age".',
    ]);
  });

  test('stops after five errors, because graphql-js quotes the whole value for each', () => {
    const members = Array.from({ length: 5000 }, (_, index) => [`m${index}`, index] as const);

    const errors = variableErrors(schema, operation, {
      user: { name: 'a', ...Object.fromEntries(members) },
    });

    expect(errors).toHaveLength(5);
  });

  test('reports a required variable that is missing', () => {
    expect(variableErrors(schema, operation, {})).toEqual(['Variable "$user" is required.']);
  });
});
