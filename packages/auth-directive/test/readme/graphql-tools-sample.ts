import { makeExecutableSchema } from '@graphql-tools/schema';
import { createAuthDirective } from '../../src/index.js';

interface Context {
  readonly user?: { readonly id: string; readonly role: string };
}

const auth = createAuthDirective<Context>({
  roles: ['UNKNOWN', 'USER', 'REVIEWER', 'ADMIN'],
  caller: ({ user }) => (user ? { kind: 'principal', ...user } : { kind: 'anonymous' }),
  undeclared: 'deny', // during the migration: refuses root fields without a rule instead of failing at start-up
});

const sdl = `
  enum Role { UNKNOWN USER REVIEWER ADMIN }
  type User @auth(requires: USER) {
    name: String
    banned: Boolean @auth(requires: ADMIN)
    canPost: Boolean @auth(requires: REVIEWER)
  }
  type Query { users: [User] @public }`;

const users = [{ name: 'Ada', banned: false, canPost: true }];
const resolvers = { Query: { users: () => users } };
export const schema = auth.transform(makeExecutableSchema({ typeDefs: [auth.typeDefs, sdl], resolvers }));
