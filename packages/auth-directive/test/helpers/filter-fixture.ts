import type { IResolvers } from '@graphql-tools/utils';
import type { AuthOptions } from '../../src/index.js';
import { type Context, createSchemaFixture, principal, type SchemaFixture } from './schema-fixture.js';

/** The caller, who owns the first and the last item of `own`. */
export const caller = principal('u');
export const mine = { __typename: 'Doc', id: 1, by: 'u' };
export const foreign = { __typename: 'Doc', id: 2, by: 'other' };
const ownerless = { __typename: 'Doc', id: 3 };
export const last = { __typename: 'Doc', id: 4, by: 'u', broken: () => Promise.reject(new Error('broken')) };
export const docs = [foreign, mine, ownerless, foreign, last];

export const SDL = `
  enum Color { RED GOLD @auth(requires: ADMIN) }
  interface Node { id: Int }
  type Doc implements Node @auth(owner: "by") { id: Int broken: Int }
  type Note implements Node @auth(policy: "mine") { id: Int }
  type Free implements Node { id: Int }
  union Thing = Doc | Note | Free
  type Query {
    docs: [Doc] @auth(requires: USER, onDeny: FILTER)
    strictDocs: [Doc!]! @auth(requires: USER, onDeny: FILTER)
    nested: [[Doc!]!] @auth(requires: USER, onDeny: FILTER)
    notes: [Note!] @auth(requires: USER, onDeny: FILTER)
    nodes: [Node!] @auth(requires: USER, onDeny: FILTER)
    things: [Thing] @auth(requires: USER, onDeny: FILTER)
    colors: [Color!] @auth(requires: USER, onDeny: FILTER)
    secrets: [Int!]! @auth(requires: ADMIN, onDeny: FILTER)
  }`;

/** The form in which a resolver returns a list. */
export type Answer = (values: readonly unknown[]) => unknown;

/** Creates a schema whose lists leave refused items out; each of them has owned and foreign items. */
export function createFilterFixture(
  answer: Answer,
  options: Partial<AuthOptions<Context>> = {},
): SchemaFixture {
  const typed = (__typename: string): object[] => docs.map((doc) => ({ ...doc, __typename }));
  const items = [...typed('Note'), { __typename: 'Free', id: 9 }, ...typed('Doc')];
  const resolvers: IResolvers<unknown, Context> = {
    Query: {
      docs: () => answer(docs),
      strictDocs: () => answer(docs),
      nested: () => answer([answer(docs), answer([foreign]), answer([])]),
      notes: () => answer(docs),
      nodes: () => answer(items),
      things: () => answer(items),
      colors: () => answer(['GOLD', 'RED', 'GOLD', 'RED']),
      secrets: () => answer([1, 2]),
    },
  };
  const policies = { mine: async ({ parent }: { parent: typeof mine }) => parent.by === 'u' };
  return createSchemaFixture(SDL, resolvers, { policies, ...options });
}

export const query = `{ docs { id } strictDocs { id } nested { id } notes { id } nodes { id }
  things { ... on Node { id } } colors secrets }`;
export const own = [{ id: 1 }, { id: 4 }];
export const filtered = {
  data: {
    docs: own,
    strictDocs: own,
    nested: [own, [], []],
    notes: own,
    nodes: [...own, { id: 9 }, ...own],
    things: [...own, { id: 9 }, ...own],
    colors: ['RED', 'RED'],
    secrets: [],
  },
  errors: [],
};
