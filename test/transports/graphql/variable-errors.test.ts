import { expect, test } from '@jest/globals';
import { buildSchema, Kind, type OperationDefinitionNode, parse } from 'graphql';
import { variableErrors } from '../../../src/transports/graphql/variable-errors.js';

const schema = buildSchema(
  'input Person { name: String!, age: Int } type Query { find(person: Person!): Int }',
);

function operationOf(text: string): OperationDefinitionNode {
  const [operation] = parse(text).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('no operation');
  return operation;
}

const operation = operationOf('query ($person: Person!) { find(person: $person) }');

test('faults are told by their place and never by their value', () => {
  expect(variableErrors(schema, operation, { person: { name: 1, age: 'secret' } })).toEqual([
    'Variable "$person" has an invalid value at "person.name".',
    'Variable "$person" has an invalid value at "person.age".',
  ]);
});

test('of thousands of faults five are looked for, since graphql-js repeats the whole value for each', () => {
  const members = Array.from({ length: 5000 }, (_, index) => [`m${index}`, index] as const);

  const faults = variableErrors(schema, operation, {
    person: { name: 'a', ...Object.fromEntries(members) },
  });

  expect(faults).toHaveLength(5);
});

test('a variable that was left out and may not be is told', () => {
  expect(variableErrors(schema, operation, {})).toEqual(['Variable "$person" is required.']);
});
