import { createAuthDirective } from '@cordon/auth-directive';
import { makeExecutableSchema } from '@graphql-tools/schema';

const typeDefs = `
  enum Role { USER ADMIN }

  type User {
    id: ID!
    name: String!
    "Visible to the user and to administrators."
    email: String @auth(anyOf: [{ owner: "id" }, { requires: ADMIN }])
  }

  type Query {
    version: String! @public
    users: [User!]! @auth(requires: USER)
  }

  type Mutation {
    renameUser(id: ID!, name: String!): User @auth(requires: ADMIN)
  }
`;

const users = [
  { id: 'ada', name: 'Ada', email: 'ada@example.org' },
  { id: 'bob', name: 'Bob', email: 'bob@example.org' },
];

const resolvers = {
  Query: { version: () => '1.0.0', users: () => users },
  Mutation: {
    renameUser: (_root, { id, name }) => {
      const user = users.find((candidate) => candidate.id === id);
      return user === undefined ? null : Object.assign(user, { name });
    },
  },
};

export const auth = createAuthDirective({
  roles: ['USER', 'ADMIN'],
  caller: (context) => context.caller,
});

export const schema = auth.transform(
  makeExecutableSchema({ typeDefs: [auth.typeDefs, typeDefs], resolvers }),
);
