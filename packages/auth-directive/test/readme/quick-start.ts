import { makeExecutableSchema } from '@graphql-tools/schema';
import { type Caller, createAuthDirective } from '../../src/index.js';

const sdl = `
  enum Role { USER ADMIN }
  type Person {
    id: ID!
    name: String
    email: String @auth(anyOf: [{ owner: "id" }, { requires: ADMIN }])
  }
  type Query { people: [Person!]! @auth(requires: USER) }`;

const people = [
  { id: 'ada', name: 'Ada', email: 'ada@example.org' },
  { id: 'bo', name: 'Bo', email: 'bo@example.org' },
];
const resolvers = { Query: { people: () => people } };

export const auth = createAuthDirective<{ caller?: Caller }>({
  roles: ['USER', 'ADMIN'], // exactly the values of enum Role, weakest first
  caller: (context) => context.caller, // who calls, as your authentication found it
});
export const schema = auth.transform(makeExecutableSchema({ typeDefs: [auth.typeDefs, sdl], resolvers }));
