import { describe, expect, test } from '@jest/globals';
import { execute, type GraphQLField, type GraphQLSchema, graphql, parse, subscribe } from 'graphql';
import { createSchemaFixture, principal } from '../helpers/schema-fixture.js';

const contextValue = { caller: principal('ada') };
const echo = (_: unknown, args: unknown): string => JSON.stringify(args);

const { auth, schema: whole } = createSchemaFixture(
  `interface Node { id: ID }
   type A implements Node { id: ID }
   type Hidden @auth(requires: ADMIN) { id: ID }
   union Found = A | Hidden
   type Query {
     only(limit: Int = 5 @auth(requires: ADMIN)): String @public
     first(limit: Int = 5 @auth(requires: ADMIN), other: String): String @public
     last(other: String, limit: Int = 5 @auth(requires: ADMIN)): String @public
     plain(other: String): String @public
     node(is: String): Node @public
     found: Found @public
   }
   type Subscription {
     limited(limit: Int = 5 @auth(requires: ADMIN)): String @public
   }`,
  {
    Node: { __resolveType: ({ is }: { readonly is: string }) => (is === 'nothing' ? undefined : is) },
    Query: {
      only: echo,
      first: echo,
      last: echo,
      plain: echo,
      node: (_, { is }) => ({ is, id: 'n' }),
    },
    Subscription: {
      limited: {
        async *subscribe(_: unknown, args: unknown) {
          yield { limited: JSON.stringify(args) };
        },
      },
    },
  },
);
const visible = auth.visibleSchema(whole, contextValue.caller);

const answers = (source: string) =>
  Promise.all([visible, whole].map((schema) => graphql({ schema, source, contextValue })));
const fieldOf = (schema: GraphQLSchema, name: string): GraphQLField<unknown, unknown> | undefined =>
  schema.getQueryType()?.getFields()[name];

describe('the resolvers of a visible schema', () => {
  test.each(['only', 'first', 'last'])(
    'of %s receive the default of a hidden scalar argument',
    async (name) => {
      const [ofVisible, ofWhole] = await answers(`{ ${name} }`);

      expect(ofVisible).toEqual({ data: { [name]: '{"limit":5}' } });
      expect(ofVisible).toEqual(ofWhole);
    },
  );

  test('of a subscription receive the default of a hidden argument', async () => {
    const events = await subscribe({
      schema: visible,
      document: parse('subscription { limited }'),
      contextValue,
    });
    if (!(Symbol.asyncIterator in events)) throw new Error('no stream');

    expect((await events.next()).value).toEqual({ data: { limited: '{"limit":5}' } });
  });

  test('without defaults and abstract types are those of the whole schema', () => {
    expect(fieldOf(visible, 'plain')?.resolve).toBe(fieldOf(whole, 'plain')?.resolve);
    expect(fieldOf(visible, 'only')?.resolve).not.toBe(fieldOf(whole, 'only')?.resolve);
  });

  test('subscribe to nothing where the whole schema does not', () => {
    expect(fieldOf(whole, 'only')?.subscribe).toBeUndefined();
    expect(fieldOf(visible, 'only')?.subscribe).toBeUndefined();
  });

  test.each(['Unknown', 'nothing', 'Query', 'A'])(
    'return for the type name %s what the whole schema returns',
    async (is) => {
      const document = parse(`{ node(is: "${is}") { id } }`);
      const [ofVisible, ofWhole] = await Promise.all(
        [visible, whole].map((schema) => execute({ schema, document, contextValue })),
      );

      expect(JSON.stringify(ofVisible)).toBe(JSON.stringify(ofWhole));
    },
  );
});
