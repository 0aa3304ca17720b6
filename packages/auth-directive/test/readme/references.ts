import { makeExecutableSchema } from '@graphql-tools/schema';
import { type Caller, createAuthDirective } from '../../src/index.js';

export const auth = createAuthDirective<{ caller?: Caller }>({
  roles: ['USER', 'ADMIN'],
  caller: (context) => context.caller,
});

const sdl = `
  enum Role { USER ADMIN }
  type Invoice @auth(owner: "customerId") { id: ID! customerId: ID! total: Int }
  type Query { ok: Int @public }`;

const resolvers = {
  Invoice: {
    // Apollo's gateway calls this directly, without any field of Query.
    __resolveReference: ({ id }: { id: string }) => ({ id, customerId: 'ada', total: 40 }),
  },
};
export const schema = auth.transform(
  makeExecutableSchema({ typeDefs: [auth.typeDefs, sdl], resolvers, updateResolversInPlace: true }),
);
