import { describe, expect, test } from '@jest/globals';
import { buildSchema, parse, validate } from 'graphql';
import { oneCredentialFieldRule } from '../../../src/transports/graphql/one-credential-field-rule.js';

const schema = buildSchema(`
  type Query { tree: Tree }
  type Tree { name: String }
  directive @limit(bucket: String!, cost: Int = 1) on FIELD_DEFINITION
  type Mutation {
    login(password: String): Tree @limit(bucket: "CREDENTIAL")
    reauthenticate(password: String): Tree @limit(bucket: "CREDENTIAL")
    signUp: Tree @limit(bucket: "SIGNUP")
    create: Tree @limit(bucket: "ADMIN_WRITE")
    logout: Tree
  }
`);

describe('oneCredentialFieldRule', () => {
  test.each([
    'mutation { login(password: "a") { name } }',
    'mutation { login(password: "a") { name } logout { name } }',
    'mutation A { login { name } } mutation B { reauthenticate { name } }',
    'mutation { ...F ...F } fragment F on Mutation { login { name } }',
    'mutation { login { name } create { name } again: create { name } }',
    '{ tree { name } }',
  ])('accepts %p', (text) => {
    expect(validate(schema, parse(text), [oneCredentialFieldRule])).toEqual([]);
  });

  test.each([
    'mutation { login { name } reauthenticate { name } }',
    'mutation { a: login { name } b: login { name } }',
    'mutation { signUp { name } login { name } }',
    'mutation { login { name } ...on Mutation { again: login { name } } }',
    'mutation { login { name } ...F } fragment F on Mutation { ...G } fragment G on Mutation { again: login { name } }',
    'mutation($no: Boolean!) { login { name } again: login @include(if: $no) { name } }',
  ])('rejects a second credential field in %p', (text) => {
    expect(validate(schema, parse(text), [oneCredentialFieldRule])).toHaveLength(1);
  });
});
