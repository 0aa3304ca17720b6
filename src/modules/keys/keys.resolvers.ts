import type { Resolvers } from '../../transports/graphql/generated/resolvers.js';
import { actorOf } from '../access/index.js';
import type { KeyAdministration } from './key-administration.js';

/** The resolvers of the module's section of the schema. */
export function createKeysResolvers(administration: KeyAdministration): Resolvers {
  return {
    Query: { signingKeys: () => administration.list() },
    Mutation: {
      rotateSigningKey: async (_, { input }, { currentUser }) => ({
        signingKey: await administration.rotate(
          {
            algorithm: input.algorithm ?? null,
            publishFor: input.publishFor ?? null,
            reason: input.reason,
          },
          actorOf(currentUser),
        ),
      }),
      revokeSigningKey: async (_, { kid, reason }, { currentUser }) => ({
        signingKey: await administration.revoke({ kid, reason }, actorOf(currentUser)),
      }),
    },
  };
}
