import type { Resolvers } from '../../transports/graphql/generated/resolvers.js';
import { actorOf } from '../access/index.js';
import type { KeyAdministration } from './key-administration.js';

/** The resolvers of the module's section of the schema. */
export function createKeysResolvers(administration: KeyAdministration): Resolvers {
  return {
    Query: { signingKeys: () => administration.list() },
    Mutation: {
      rotateSigningKey: async (_, { input }, context) => ({
        signingKey: await administration.rotate(
          {
            algorithm: input.algorithm ?? null,
            publishFor: input.publishFor ?? null,
            reason: input.reason,
          },
          actorOf(context),
        ),
      }),
      revokeSigningKey: async (_, { kid, reason }, context) => ({
        signingKey: await administration.revoke({ kid, reason }, actorOf(context)),
      }),
    },
  };
}
