import type { Resolvers } from '../../transports/graphql/generated/resolvers.js';
import type { AcceptInvitation } from './accept-invitation.js';

export function createInvitationsResolvers(acceptInvitation: AcceptInvitation): Resolvers {
  return {
    Mutation: {
      acceptInvitation: (_, { input }, { client }) =>
        acceptInvitation({
          token: input.token,
          password: input.password,
          username: input.username ?? null,
          email: input.email ?? null,
          fullName: input.fullName ?? null,
          client,
        }),
    },
  };
}
