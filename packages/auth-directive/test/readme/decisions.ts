import { makeExecutableSchema } from '@graphql-tools/schema';
import { type Caller, createAuthDirective } from '../../src/index.js';
import { recordDecisions } from '../../src/opentelemetry.js';

const record = recordDecisions();

export const auth = createAuthDirective<{ caller?: Caller }>({
  roles: ['USER', 'ADMIN'],
  caller: (context) => context.caller,
  onDecision: record, // every refusal
  onGrant: record, // every grant; leave it out where they are of no interest
});

const sdl = `
  enum Role { USER ADMIN }
  type Query {
    orders: Int @auth(anyOf: [{ requires: ADMIN }, { requires: USER, assurance: 2 }])
    audit: Int @auth(requires: ADMIN)
  }`;

const resolvers = { Query: { orders: () => 1, audit: () => 2 } };
export const schema = auth.transform(makeExecutableSchema({ typeDefs: [auth.typeDefs, sdl], resolvers }));
