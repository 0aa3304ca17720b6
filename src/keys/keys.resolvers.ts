import type { Resolvers } from '../graphql/generated/resolvers.js';
import type { KeyAdministration } from './key-administration.js';

/** The resolvers of the room's section of the schema. */
export function createKeysResolvers(administration: KeyAdministration): Resolvers {
  return {
    Query: { signingKeys: () => administration.list() },
    Mutation: {
      rotateSigningKey: async (_, { input }) => ({
        signingKey: await administration.rotate({
          algorithm: input.algorithm ?? null,
          publishFor: input.publishFor ?? null,
          reason: input.reason,
        }),
      }),
      revokeSigningKey: async (_, { kid, reason }) => ({
        signingKey: await administration.revoke({ kid, reason }),
      }),
    },
  };
}
