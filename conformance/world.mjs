/** Builds what a host needs to serve one case. */
import { createAuthDirective } from '@cordon/auth-directive';

/** Returns the library, the type definitions and the resolvers of a case, and the log of its resolvers. */
export function createWorld({ sdl, resolvers, options = {} }) {
  const log = [];
  const world = { isUsed: false, isSignedOut: false };
  const auth = createAuthDirective({
    roles: ['USER', 'ADMIN'],
    caller: ({ caller }) => caller,
    policies: policiesOf(world),
    elevate: ({ user }) => (user ? { kind: 'principal', id: user.id, role: 'USER' } : undefined),
    revalidate: () => revalidate(world),
    log: () => undefined,
    ...options,
  });
  const typeDefs = `${auth.typeDefs}\nenum Role { USER ADMIN }\n${sdl}`;
  return { auth, typeDefs, resolvers: resolvers(log, world), log };
}

function revalidate({ isSignedOut }) {
  return isSignedOut ? 'SESSION_REVOKED' : true;
}

function policiesOf(world) {
  return {
    isSelf: ({ args, caller }) => args.id === caller.id,
    isSelfLater: async ({ args, caller }) => args.id === caller.id,
    isMineLater: { batch: async (requests) => requests.map(({ parent, caller }) => parent.by === caller.id) },
    answersText: () => 'yes',
    throws: () => {
      throw new Error('secret of the policy');
    },
    once: () => !world.isUsed,
  };
}
