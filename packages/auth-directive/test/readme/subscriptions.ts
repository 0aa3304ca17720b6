import { makeExecutableSchema } from '@graphql-tools/schema';
import { type Caller, createAuthDirective } from '../../src/index.js';

interface Context {
  readonly caller: Caller;
  readonly isSignedIn: (userId: string) => Promise<boolean>;
}

export const auth = createAuthDirective<Context>({
  roles: ['USER', 'ADMIN'],
  caller: (context) => context.caller,
  revalidate: async (caller, context) => (await context.isSignedIn(caller.id)) || 'SESSION_REVOKED',
});

const sdl = `
  enum Role { USER ADMIN }
  type Query { now: Int @public }
  type Subscription { ticks: Int @auth(requires: USER) }`;

async function* ticks() {
  for (let n = 1; ; n += 1) yield { ticks: n };
}
const resolvers = { Subscription: { ticks: { subscribe: ticks } } };
export const schema = auth.transform(makeExecutableSchema({ typeDefs: [auth.typeDefs, sdl], resolvers }));
