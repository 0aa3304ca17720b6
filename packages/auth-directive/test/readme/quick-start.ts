import { makeExecutableSchema } from '@graphql-tools/schema';
import { type Caller, createAuthDirective } from '../../src/index.js';

const sdl = `
  enum Role { USER ADMIN }
  type User {
    id: ID!
    name: String
    email: String @auth(anyOf: [{ owner: "id" }, { requires: ADMIN }])
  }
  type Query { users: [User!]! @auth(requires: USER) }`;

const users = [
  { id: 'ada', name: 'Ada', email: 'ada@example.org' },
  { id: 'bo', name: 'Bo', email: 'bo@example.org' },
];
const resolvers = { Query: { users: () => users } };

export const auth = createAuthDirective<{ caller?: Caller }>({
  roles: ['USER', 'ADMIN'], // exactly the values of enum Role, weakest first
  caller: (context) => context.caller, // set by your authentication
});
export const schema = auth.transform(makeExecutableSchema({ typeDefs: [auth.typeDefs, sdl], resolvers }));
