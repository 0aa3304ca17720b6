import { makeExecutableSchema } from '@graphql-tools/schema';
import { type Caller, createAuthDirective } from '../../src/index.js';

interface Context {
  readonly caller: Caller;
  readonly friends: { among(id: string, others: readonly string[]): Promise<ReadonlySet<string>> };
}

export const auth = createAuthDirective<Context, 'isSelf' | 'isFriend'>({
  roles: ['USER', 'ADMIN'],
  caller: (context) => context.caller,
  policies: {
    // Evaluates one request. `args` are the arguments of the resolver, with defaults and variables applied.
    isSelf: ({ caller, args }) => args['id'] === caller.id,
    // Evaluates all items of a list in one call. A timeout refuses all of them.
    isFriend: {
      batch: async (requests) => {
        const [first] = requests;
        if (first === undefined) return [];
        const authors = requests.map(({ parent }) => String(parent.authorId));
        const friends = await first.context.friends.among(first.caller.id, authors);
        return authors.map((author) => friends.has(author));
      },
      timeoutMs: 2000,
    },
  },
});

const sdl = `
  enum Role { USER ADMIN }
  type Post { authorId: ID! text: String @auth(policy: "isFriend") }
  type Query {
    drafts(id: ID!): [Post!] @auth(policy: "isSelf")
    posts: [Post!]! @auth(requires: USER)
  }`;

const posts = ['ada', 'bo', 'cy'].map((authorId) => ({ authorId, text: `Hello from ${authorId}` }));
const resolvers = { Query: { posts: () => posts, drafts: () => [] } };
export const schema = auth.transform(makeExecutableSchema({ typeDefs: [auth.typeDefs, sdl], resolvers }));
