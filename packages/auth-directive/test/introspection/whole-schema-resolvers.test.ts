import { describe, expect, test } from '@jest/globals';
import { type GraphQLField, type GraphQLSchema, graphql, parse, subscribe } from 'graphql';
import { createSchemaFixture, principal } from '../helpers/schema-fixture.js';

const contextValue = { caller: principal('ada') };
const echo = (_: unknown, args: unknown): string => JSON.stringify(args);

const SDL = `interface Node { id: ID }
   type A implements Node { id: ID }
   type Query {
     only(limit: Int = 5 @auth(requires: ADMIN)): String @public
     first(limit: Int = 5 @auth(requires: ADMIN), other: String): String @public
     last(other: String, limit: Int = 5 @auth(requires: ADMIN)): String @public
     plain(other: String): String @public
     node(is: String): Node @public
   }
   type Subscription {
     limited(limit: Int = 5 @auth(requires: ADMIN)): String @public
   }`;

const resolvers = {
  Node: { __resolveType: ({ is }: { readonly is: string }) => (is === 'nothing' ? undefined : is) },
  Query: {
    only: echo,
    first: echo,
    last: echo,
    plain: echo,
    node: (_: unknown, { is }: { readonly is: string }) => ({ is, id: 'n' }),
  },
  Subscription: {
    limited: {
      async *subscribe(_: unknown, args: unknown) {
        yield { limited: JSON.stringify(args) };
      },
    },
  },
};

function createSchemas(): { readonly visible: GraphQLSchema; readonly whole: GraphQLSchema } {
  const { auth, schema } = createSchemaFixture(SDL, resolvers);
  return { whole: schema, visible: auth.visibleSchema(schema, contextValue.caller) };
}

const fieldOf = (schema: GraphQLSchema, name: string): GraphQLField<unknown, unknown> | undefined =>
  schema.getQueryType()?.getFields()[name];

describe('the resolvers of a visible schema', () => {
  test.each(['only', 'first', 'last'])(
    'of %s receive the default of a hidden scalar argument',
    async (name) => {
      const { visible, whole } = createSchemas();
      const answer = (schema: GraphQLSchema) => graphql({ schema, source: `{ ${name} }`, contextValue });

      expect(await answer(visible)).toEqual({ data: { [name]: '{"limit":5}' } });
      expect(await answer(visible)).toEqual(await answer(whole));
    },
  );

  test('of a subscription receive the default of a hidden argument', async () => {
    const { visible } = createSchemas();
    const events = await subscribe({
      schema: visible,
      document: parse('subscription { limited }'),
      contextValue,
    });
    if (!(Symbol.asyncIterator in events)) throw new Error('no stream');

    expect((await events.next()).value).toEqual({ data: { limited: '{"limit":5}' } });
  });

  test('without defaults and abstract types are those of the whole schema', () => {
    const { visible, whole } = createSchemas();

    expect(fieldOf(visible, 'plain')?.resolve).toBe(fieldOf(whole, 'plain')?.resolve);
    expect(fieldOf(visible, 'only')?.resolve).not.toBe(fieldOf(whole, 'only')?.resolve);
  });

  test('subscribe to nothing where the whole schema does not', () => {
    const { visible, whole } = createSchemas();

    expect(fieldOf(whole, 'only')?.subscribe).toBeUndefined();
    expect(fieldOf(visible, 'only')?.subscribe).toBeUndefined();
  });

  test.each(['Unknown', 'nothing', 'Query', 'A'])(
    'return for the type name %s what the whole schema returns',
    async (is) => {
      const { visible, whole } = createSchemas();
      const source = `{ node(is: "${is}") { id } }`;
      const ofVisible = await graphql({ schema: visible, source, contextValue });
      const ofWhole = await graphql({ schema: whole, source, contextValue });

      expect(JSON.stringify(ofVisible)).toBe(JSON.stringify(ofWhole));
    },
  );
});
