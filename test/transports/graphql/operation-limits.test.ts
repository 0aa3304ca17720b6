import { describe, expect, test } from '@jest/globals';
import { buildSchema, getIntrospectionQuery, parse, validate } from 'graphql';
import { oneCredentialFieldRule } from '../../../src/transports/graphql/one-credential-field-rule.js';
import { operationLimits, operationLimitsRule } from '../../../src/transports/graphql/operation-limits.js';

const schema = buildSchema(`
  type Query { tree: Tree people(first: Int, last: Int): [Person!]! }
  type Tree { name: String tree: Tree trees: [Tree!]! }
  type Person { name: String mail: String friends(first: Int): [Person!]! tags: [String!]! }
  directive @limit(bucket: String!, cost: Int = 1) on FIELD_DEFINITION
  type Mutation {
    login(password: String): Tree @limit(bucket: "CREDENTIAL")
    reauthenticate(password: String): Tree @limit(bucket: "CREDENTIAL")
    signUp: Tree @limit(bucket: "SIGNUP")
    create: Tree @limit(bucket: "ADMIN_WRITE")
    logout: Tree
  }
`);

function refusals(text: string): readonly string[] {
  return validate(schema, parse(text), [operationLimitsRule(operationLimits)]).map((error) => error.message);
}

function nested(levels: number): string {
  return `${'tree{'.repeat(levels - 1)}name${'}'.repeat(levels - 1)}`;
}

describe('operationLimitsRule', () => {
  test('takes 15 levels and refuses 16, also when fragments hide them', () => {
    expect(refusals(`{ ${nested(15)} }`)).toEqual([]);
    expect(refusals(`{ ${nested(16)} }`)).toEqual(['The operation nests deeper than 15 fields.']);
    expect(refusals(`{ ...on Query { tree { ...F } } } fragment F on Tree { ${nested(14)} }`)).toEqual([]);
    expect(refusals(`{ ...on Query { tree { ...F } } } fragment F on Tree { ${nested(15)} }`)).toHaveLength(
      1,
    );
  });

  test('counts aliases wherever they stand, and each time a fragment is spread', () => {
    const aliases = (count: number) =>
      Array.from({ length: count }, (_, index) => `a${index}: name`).join(' ');

    expect(refusals(`{ tree { ${aliases(30)} } }`)).toEqual([]);
    expect(refusals(`{ tree { ${aliases(31)} } }`)).toEqual(['The operation has more than 30 aliases.']);
    expect(refusals(`{ tree { ...F tree { ...F } } } fragment F on Tree { ${aliases(16)} }`)).toHaveLength(1);
  });

  test('counts root fields, directives and repeated ones', () => {
    expect(refusals(`{ ${'tree { name } '.repeat(20)} }`)).toEqual([]);
    expect(refusals(`{ ${'tree { name } '.repeat(21)} }`)).toEqual([
      'The operation has more than 20 root fields.',
    ]);
    expect(refusals(`{ tree { name ${'@include(if: true) '.repeat(51)} } }`)).toEqual([
      'The operation has more than 50 directives.',
    ]);
  });

  test('multiplies what is below a list by the page that is asked for', () => {
    const people = (page: string) =>
      `query($n: Int) { people${page} { name mail friends${page} { name mail } } }`;

    expect(refusals(people('(first: 50)'))).toEqual([]);
    expect(refusals(people('(first: 100)'))).toHaveLength(1);
    expect(refusals(people('(last: 100)'))).toHaveLength(1);
    expect(refusals(people('(first: $n)'))).toHaveLength(1);
    expect(refusals(people(''))).toEqual([]);
  });

  // Unfolded, these are 2^40 fields: measuring them one by one would not end.
  test('measures each fragment once, however often it is spread', () => {
    const fragments = Array.from(
      { length: 40 },
      (_, index) => `fragment F${index} on Tree { ...F${index + 1} ...F${index + 1} }`,
    ).join('\n');

    expect(refusals(`{ tree { ...F0 } } ${fragments} fragment F40 on Tree { name }`)).toEqual([
      'The operation could answer more than 20000 fields.',
    ]);
  });

  test('survives fragments that go round in circles and fields that do not exist', () => {
    expect(
      refusals(
        '{ tree { ...A } nothing { here } } fragment A on Tree { ...B } fragment B on Nothing { ...A ...C }',
      ),
    ).toEqual([]);
  });

  test('lets the fullest introspection query through', () => {
    const query = getIntrospectionQuery({
      inputValueDeprecation: true,
      specifiedByUrl: true,
      schemaDescription: true,
      directiveIsRepeatable: true,
      oneOf: true,
    });

    expect(refusals(query)).toEqual([]);
  });
});

describe('oneCredentialFieldRule', () => {
  test.each([
    'mutation { login(password: "a") { name } }',
    'mutation { login(password: "a") { name } logout { name } }',
    'mutation A { login { name } } mutation B { reauthenticate { name } }',
    'mutation { ...F ...F } fragment F on Mutation { login { name } }',
    'mutation { login { name } create { name } again: create { name } }',
    '{ tree { name } }',
  ])('takes %p', (text) => {
    expect(validate(schema, parse(text), [oneCredentialFieldRule])).toEqual([]);
  });

  test.each([
    'mutation { login { name } reauthenticate { name } }',
    'mutation { a: login { name } b: login { name } }',
    'mutation { signUp { name } login { name } }',
    'mutation { login { name } ...on Mutation { again: login { name } } }',
    'mutation { login { name } ...F } fragment F on Mutation { ...G } fragment G on Mutation { again: login { name } }',
    'mutation($no: Boolean!) { login { name } again: login @include(if: $no) { name } }',
  ])('refuses a second guess in %p', (text) => {
    expect(validate(schema, parse(text), [oneCredentialFieldRule])).toHaveLength(1);
  });
});
