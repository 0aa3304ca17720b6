import { makeExecutableSchema } from '@graphql-tools/schema';
import { describe, expect, test } from '@jest/globals';
import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  execute as executeWithGraphqlJs,
  type FieldNode,
  GraphQLObjectType,
  type GraphQLResolveInfo,
  GraphQLScalarType,
  GraphQLSchema,
  GraphQLString,
  isObjectType,
  Kind,
  parse,
} from 'graphql';
import {
  chooseExecutor,
  createExecutor,
} from '../../../../src/transports/graphql/execution/create-executor.js';

const execute = createExecutor();

const typeDefs = `
  interface Animal { name: String }
  type Dog implements Animal { name: String }
  type Cat { name: String }
  scalar Odd
  type Query {
    hello(name: String = "you"): String animal: Animal animals: [Animal] dog: Dog list: [Int] odd: Odd
  }
  type Mutation { hello: String }
`;

function fieldsOf(schema: GraphQLSchema): ReturnType<GraphQLObjectType['getFields']> {
  return schema.getQueryType()?.getFields() ?? {};
}

describe('executions share nothing:', () => {
  test('each has arrays of nodes of its own, which its resolvers may change', async () => {
    const arrays: (readonly FieldNode[])[] = [];
    const resolve = (
      _: unknown,
      __: unknown,
      context: unknown,
      { fieldNodes }: GraphQLResolveInfo,
    ): string => {
      arrays.push(fieldNodes);
      if (context === 'first') (fieldNodes as FieldNode[]).length = 0;
      return String(fieldNodes.length);
    };
    const schema = makeExecutableSchema({ typeDefs, resolvers: { Query: { hello: resolve } } });
    const document = parse('{ hello }');

    const first = await execute({ schema, document, contextValue: 'first' });
    const second = await execute({ schema, document, contextValue: 'second' });

    expect([first.data, second.data]).toEqual([{ hello: '0' }, { hello: '1' }]);
    expect(new Set(arrays).size).toBe(2);
  });

  test('a document that was changed in place is executed as it is now', async () => {
    const schema = makeExecutableSchema({ typeDefs, resolvers: { Query: { hello: () => 'hi' } } });
    const document = parse('{ hello dog { name } }');
    const rootValue = { dog: { name: 'Rex' } };
    const before = await execute({ schema, document, rootValue });

    removeLastSelection(document);

    expect(before.data).toEqual({ hello: 'hi', dog: { name: 'Rex' } });
    expect((await execute({ schema, document, rootValue })).data).toEqual({ hello: 'hi' });
  });

  test('resolvers and fields that were replaced after an execution are used', async () => {
    const schema = makeExecutableSchema({ typeDefs, resolvers: { Query: { hello: () => 'old' } } });
    const document = parse('{ hello list }');
    const before = await execute({ schema, document, rootValue: { list: [1] } });

    const { hello, list, ...others } = fieldsOf(schema);
    if (hello === undefined || list === undefined) throw new Error('the fields are missing');
    hello.resolve = () => 'new';
    Object.assign(fieldsOf(schema), { ...others, list: { ...list, type: GraphQLString } });
    const after = await execute({ schema, document, rootValue: { list: 'text' } });

    expect([before.data, after.data]).toEqual([
      { hello: 'old', list: [1] },
      { hello: 'new', list: 'text' },
    ]);
  });
});

/** Documents are read-only for TypeScript, but not for plugins in JavaScript. */
function removeLastSelection({ definitions: [definition] }: DocumentNode): void {
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error('there is no operation');
  (definition.selectionSet.selections as unknown[]).pop();
}

describe('the result', () => {
  test('inherits nothing, whatever names the client chooses', async () => {
    const schema = makeExecutableSchema({ typeDefs, resolvers: { Query: { hello: () => 'hi' } } });
    const document = parse('{ __proto__: hello constructor: hello toString: hello }');

    const { data } = await execute({ schema, document });

    expect(JSON.stringify(data)).toBe('{"__proto__":"hi","constructor":"hi","toString":"hi"}');
    expect('valueOf' in (data ?? {})).toBe(false);
    expect(Object.isFrozen(Object.getPrototypeOf(data))).toBe(true);
  });

  test('of an invalid schema is an error that is thrown, as with graphql-js', () => {
    const query = new GraphQLObjectType({ name: 'Query', fields: {} });
    const schema = new GraphQLSchema({ query });

    expect(() => execute({ schema, document: parse('{ a }') })).toThrow('must define one or more fields');
  });

  test('of variables that are not an object is an error that is thrown', () => {
    const schema = makeExecutableSchema({ typeDefs });
    const variableValues = '{"name": "Ann"}' as unknown as Record<string, unknown>;

    expect(() => execute({ schema, document: parse('{ hello }'), variableValues })).toThrow(
      'Variables must be provided as an Object',
    );
  });
});

type Case = readonly [
  string,
  string,
  Partial<ExecutionArgs> & { readonly resolveType?: () => unknown; readonly isTypeOf?: () => unknown },
];

const dog = { animal: {}, animals: [{}] };

/** It is awaited, but its `then` returns nothing to wait for. */
// biome-ignore lint/suspicious/noThenProperty: executors await objects like this.
const neverThen = { then: () => undefined };

/** Serializes the names of the values that no scalar may return to these values. */
const odd = new GraphQLScalarType({
  name: 'Odd',
  serialize: (value) => (value === 'null' ? null : value === 'undefined' ? undefined : value),
});

function describeResult({ data, errors }: ExecutionResult): string {
  return JSON.stringify([
    data,
    data && Object.keys(data),
    errors,
    errors?.map(({ originalError }) => originalError),
  ]);
}

describe('agrees with graphql-js on', () => {
  test.each<Case>([
    ['a document without operation', 'fragment F on Query { hello }', {}],
    ['several operations without a name', 'query A { hello } query B { hello }', {}],
    ['the operation of a name', 'query A { hello } query B { list }', { operationName: 'A' }],
    ['an unknown operation', 'query A { hello }', { operationName: 'C' }],
    ['an empty operation name', 'query A { hello }', { operationName: '' }],
    ['no operation under any name', 'fragment F on Query { hello }', { operationName: null }],
    ['an operation beside one without a name', 'query { hello } query B { list }', { operationName: 'B' }],
    ['an operation type without root', 'subscription { hello }', {}],
    ['a fragment that does not exist', '{ hello ...Missing }', { rootValue: { hello: 1 } }],
    ['introspection below the root', '{ dog { __schema { description } } }', { rootValue: { dog: {} } }],
    ['invalid variables', 'query ($a: Int, $b: Int) { hello }', { variableValues: { a: 'x', b: 'y' } }],
    [
      'the limit of coercion errors',
      'query ($a: Int, $b: Int) { hello }',
      { variableValues: { a: 'x', b: 'y' }, options: { maxCoercionErrors: 1 } },
    ],
    ['suggestions', 'query ($a: Colour) { hello }', { variableValues: { a: 'GREY' } }],
    [
      'suggestions that are hidden',
      'query ($a: Colour) { hello }',
      { variableValues: { a: 'GREY' }, hideSuggestions: true },
    ],
    ['an object that resolves nothing', '{ hello list }', { rootValue: { hello: neverThen, list: [2] } }],
    ['a mutation that resolves nothing', 'mutation { hello }', { rootValue: { hello: neverThen } }],
    ['a value that serializes to null', '{ odd }', { rootValue: { odd: 'null' } }],
    ['a value that serializes to undefined', '{ odd }', { rootValue: { odd: 'undefined' } }],
    ['variables that are null', 'query ($a: String) { hello(name: $a) }', { variableValues: null }],
    [
      'a default value of an argument',
      '{ hello }',
      { rootValue: { hello: ({ name }: { name: string }) => name } },
    ],
    ['a root value of functions', '{ list }', { rootValue: { list: () => [1, null, '3', {}] } }],
    ['a field that does not exist', '{ nothing hello }', { rootValue: { hello: 1 } }],
    ['a resolver of all fields', '{ hello list }', { fieldResolver: (_, __, ___, info) => info.fieldName }],
    ['a function as a value', '{ dog { name } }', { rootValue: { dog: () => ({ name: () => 'Rex' }) } }],
    ['an object without type', '{ animal { name } }', { rootValue: dog }],
    [
      'a type that is named by the object',
      '{ animal { name } }',
      { rootValue: { animal: { __typename: 'Dog' } } },
    ],
    ['another resolver of types', '{ animal { name } }', { rootValue: dog, typeResolver: () => 'Dog' }],
    ['a type that does not exist', '{ animal { name } }', { rootValue: dog, resolveType: () => 'Cow' }],
    ['a type of another kind', '{ animal { name } }', { rootValue: dog, resolveType: () => 'Animal' }],
    ['a type outside the interface', '{ animal { name } }', { rootValue: dog, resolveType: () => 'Cat' }],
    ['a type that is no name', '{ animal { name } }', { rootValue: dog, resolveType: () => 7 }],
    ['a type object', '{ animal { name } }', { rootValue: dog, resolveType: () => GraphQLString }],
    ['an object of another type', '{ dog { name } }', { rootValue: { dog: {} }, isTypeOf: () => false }],
    [
      'an object that is later found to be of another type',
      '{ dog { name } }',
      { rootValue: { dog: {} }, isTypeOf: () => Promise.resolve(false) },
    ],
    ['no type', '{ animals { name } }', { rootValue: dog, resolveType: () => undefined }],
    ['a list that is none', '{ list }', { rootValue: { list: 'text' } }],
    ['a list that is an object', '{ list }', { rootValue: { list: { length: 1 } } }],
  ])('%s', async (_, query, { resolveType, isTypeOf, ...further }) => {
    const schema = makeExecutableSchema({
      typeDefs: `${typeDefs} enum Colour { GRAY }`,
      resolvers: { Odd: odd },
    });
    const animal = schema.getType('Animal');
    if (resolveType !== undefined) Object.assign(animal ?? {}, { resolveType });
    if (isTypeOf !== undefined) Object.assign(schema.getType('Dog') ?? {}, { isTypeOf });
    const args = { schema, document: parse(query), ...further };

    expect(describeResult(await execute(args))).toBe(describeResult(await executeWithGraphqlJs(args)));
  });

  test('a type object instead of the name of a type', async () => {
    const schema = makeExecutableSchema({ typeDefs });
    const type = schema.getType('Dog');
    if (!isObjectType(type)) throw new Error('the type is missing');
    const typeResolver = (() => type) as unknown as NonNullable<ExecutionArgs['typeResolver']>;
    const args = { schema, document: parse('{ animal { name } }'), rootValue: dog, typeResolver };

    const { errors } = await execute(args);

    expect(errors?.[0]?.message).toContain('Support for returning GraphQLObjectType');
    expect({ errors }).toEqual({ errors: (await executeWithGraphqlJs(args)).errors });
  });
});

describe('chooseExecutor', () => {
  test('takes `execute` of graphql-js when a library for tracing has wrapped it', () => {
    const wrapped = Object.assign((args: ExecutionArgs) => executeWithGraphqlJs(args), { __wrapped: true });

    expect(chooseExecutor(wrapped)).toBe(wrapped);
    expect(chooseExecutor(executeWithGraphqlJs)).not.toBe(executeWithGraphqlJs);
  });
});
