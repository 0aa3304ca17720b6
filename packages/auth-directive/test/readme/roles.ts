import { makeExecutableSchema } from '@graphql-tools/schema';
import { type Caller, createAuthDirective } from '../../src/index.js';

const sdl = `
  enum Role { USER SUPPORT BILLING ADMIN }
  type Query {
    tickets: Int @auth(requires: SUPPORT)
    invoices: Int @auth(requires: BILLING)
    customers: Int @auth(anyOf: [{ requires: SUPPORT }, { requires: BILLING }])
    refunds: Int @auth(requires: SUPPORT) @auth(requires: BILLING)
  }`;

export const auth = createAuthDirective<{ caller?: Caller }>({
  // The roles that each role includes directly.
  roles: { ADMIN: ['SUPPORT', 'BILLING'], SUPPORT: ['USER'], BILLING: ['USER'], USER: [] },
  caller: (context) => context.caller, // { kind: 'principal', id: 'ada', roles: ['SUPPORT', 'BILLING'] }
});

const resolvers = {
  Query: { tickets: () => 1, invoices: () => 2, customers: () => 3, refunds: () => 4 },
};
export const schema = auth.transform(makeExecutableSchema({ typeDefs: [auth.typeDefs, sdl], resolvers }));
