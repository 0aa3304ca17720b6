import { makeExecutableSchema } from '@graphql-tools/schema';
import { type Caller, createAuthDirective } from '../../src/index.js';

interface Payload {
  readonly user: { readonly id: string; readonly role: string; readonly email: string } | null;
}

export const auth = createAuthDirective<{ caller?: Caller }>({
  roles: ['USER', 'ADMIN'],
  caller: (context) => context.caller,
  elevate: ({ user }: Payload) => user && { kind: 'principal', id: user.id, role: user.role },
});

const sdl = `
  enum Role { USER ADMIN }
  type User @auth(requires: USER) { id: ID! email: String @auth(owner: "id") }
  type Login { user: User }
  type Query { me: User @auth(requires: USER) }
  type Mutation { login(password: String!): Login @public(elevates: true) }`;

const ada = { id: 'ada', role: 'USER', email: 'ada@example.org' };
const resolvers = {
  Mutation: {
    login: (_: unknown, { password }: { password: string }): Payload => ({
      user: password === 'correct horse' ? ada : null,
    }),
  },
};
export const schema = auth.transform(makeExecutableSchema({ typeDefs: [auth.typeDefs, sdl], resolvers }));
