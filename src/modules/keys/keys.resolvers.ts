import type { Resolvers } from '../../transports/graphql/generated/resolvers.js';
import { actorOf } from '../access/index.js';
import type { KeyAdministration } from './key-administration.js';

export function createKeysResolvers(administration: KeyAdministration): Resolvers {
  return {
    Query: { signingKeys: () => administration.listKeys() },
    Mutation: {
      rotateSigningKey: async (_, { input }, context) => ({
        signingKey: await administration.rotateKey(
          {
            algorithm: input.algorithm ?? null,
            publishFor: input.publishFor ?? null,
            reason: input.reason,
          },
          actorOf(context),
        ),
      }),
      revokeSigningKey: async (_, { kid, reason }, context) => ({
        signingKey: await administration.revokeKey({ kid, reason }, actorOf(context)),
      }),
    },
  };
}
