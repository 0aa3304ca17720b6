import { describe, expect, test } from '@jest/globals';
import { execute, GraphQLEnumType, type GraphQLSchema, isEnumType, parse } from 'graphql';
import { createAuthDirective } from '../../src/index.js';
import { createSchemaFixture, principal, ROLES, type SchemaFixture } from '../helpers/schema-fixture.js';

const contextValue = { caller: principal('u') };

describe('the resolvers of the host for fields and types without their own', () => {
  const SDL = `
    interface Node { id: ID @auth(requires: USER) }
    type Doc implements Node { id: ID }
    type Secret implements Node @auth(requires: ADMIN) { id: ID }
    type Query { node: Node @public secret: Node @public quiet: Node @auth(requires: USER, onDeny: NULL) doc: Doc @auth(requires: USER) }`;

  test('are called by the guards', async () => {
    const calls: string[] = [];
    const { schema } = createSchemaFixture(
      SDL,
      {},
      {
        fieldResolver: (source, _args, _context, { fieldName }) => {
          calls.push(fieldName);
          return fieldName === 'id' ? source.key : { key: fieldName };
        },
        typeResolver: ({ key }) => (key === 'doc' || key === 'node' ? 'Doc' : 'Secret'),
      },
    );

    const result = await execute({
      schema,
      document: parse('{ doc { id } secret { id } quiet { id } node { id } }'),
      contextValue,
      rootValue: {},
    });

    expect(JSON.parse(JSON.stringify(result.data))).toEqual({
      doc: { id: 'doc' },
      secret: null,
      quiet: null,
      node: { id: 'node' },
    });
    expect(result.errors?.map(({ path, extensions }) => [path?.join('.'), extensions['code']])).toEqual([
      ['secret', 'FORBIDDEN'],
    ]);
    expect(calls).toContain('doc');
  });
});

/** Replaces methods of an enum, as libraries with their own enum types do. */
function withEnumMethods(schema: GraphQLSchema, methods: object): GraphQLSchema {
  const type = schema.getType('Color');
  if (isEnumType(type)) Object.assign(type, methods);
  return schema;
}

describe('an enum with methods of its own', () => {
  const SDL = `
    enum Color { RED GOLD @auth(requires: ADMIN) BLUE @auth(requires: USER) }
    type Query { red: Color @public gold: Color @public strange: Color @public paint(color: Color): Color @auth(requires: USER) }`;
  const methods = {
    serialize: (value: unknown) => `#${String(value).toLowerCase()}`,
    parseValue: (value: unknown) => ({ color: value }),
    parseLiteral: () => ({ color: 'literal' }),
  };

  function createEnumFixture(own: object): SchemaFixture {
    const fixture = createSchemaFixture(SDL, {
      Query: {
        red: () => 'RED',
        gold: () => 'GOLD',
        strange: () => 'NEON',
        paint: (_source, { color }) => (color === null ? 'RED' : color.color),
      },
    });
    return { ...fixture, schema: fixture.auth.transform(withEnumMethods(fixture.unguarded, own)) };
  }

  async function run({ schema }: SchemaFixture, query: string, variableValues = {}) {
    const result = await execute({ schema, document: parse(query), contextValue, variableValues });
    const errors = (result.errors ?? []).map(
      ({ path, extensions, message }) => `${path?.join('.')} ${extensions['code'] ?? message}`,
    );
    return { data: JSON.parse(JSON.stringify(result.data)), errors };
  }

  test('keeps them, and its values keep their rules', async () => {
    expect(await run(createEnumFixture(methods), '{ red gold strange }')).toEqual({
      data: { red: '#red', gold: null, strange: null },
      errors: ['gold FORBIDDEN', 'strange Enum "Color" cannot represent the value.'],
    });
  });

  test('has the rule of the value that it is serialized as', async () => {
    const fixture = createEnumFixture({ serialize: (value: unknown) => (value === 'RED' ? 'GOLD' : 'RED') });

    expect(await run(fixture, '{ red gold }')).toEqual({
      data: { red: null, gold: 'RED' },
      errors: ['red FORBIDDEN'],
    });
  });

  test('keeps methods that it inherits from a class of its own', () => {
    class ShoutingEnum extends GraphQLEnumType {
      override serialize(value: unknown): string {
        return `${super.serialize(value)}!`;
      }
    }
    const auth = createAuthDirective({ roles: ROLES, caller: () => undefined });
    const { unguarded } = createSchemaFixture(SDL);
    const color = unguarded.getType('Color');
    if (!isEnumType(color)) throw new Error('Color is no enum.');
    Object.setPrototypeOf(color, ShoutingEnum.prototype);
    const guarded = auth.transform(unguarded).getType('Color');

    expect(isEnumType(guarded) && guarded.serialize('RED')).toBe('RED!');
  });

  test('refuses an input that only its own parser knows, when any value is refused', async () => {
    const fixture = createEnumFixture(methods);
    const query = 'query ($color: Color) { paint(color: $color) }';

    expect(await run(fixture, query, { color: 'shiny' })).toMatchObject({ errors: ['paint FORBIDDEN'] });
    expect(await run(fixture, '{ paint(color: null) }')).toEqual({ data: { paint: '#red' }, errors: [] });
    expect(await run(fixture, '{ paint(color: GOLD) }')).toMatchObject({ errors: ['paint FORBIDDEN'] });
  });
});

test('a field without extensions, as graphql-compose creates them, is guarded', async () => {
  const fixture = createSchemaFixture('type Query { secret: Int @auth(requires: ADMIN) }');
  Object.assign(fixture.unguarded.getQueryType()?.getFields()['secret'] ?? {}, { extensions: undefined });
  const schema = fixture.auth.transform(fixture.unguarded);
  const result = await execute({ schema, document: parse('{ secret }'), contextValue });

  expect(result.errors?.map(({ extensions }) => extensions['code'])).toEqual(['FORBIDDEN']);
});
