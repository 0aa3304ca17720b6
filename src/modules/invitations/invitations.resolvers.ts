import type { Resolvers } from '../../transports/graphql/generated/resolvers.js';
import { tokenDelivery } from '../sessions/index.js';
import type { AcceptInvitation } from './accept-invitation.js';

export function createInvitationsResolvers(acceptInvitation: AcceptInvitation): Resolvers {
  return {
    Mutation: {
      acceptInvitation: async (_, { input }, { client, refreshCookie }) => {
        const deliver = tokenDelivery(input.delivery ?? 'BODY', refreshCookie);
        const accepted = await acceptInvitation({
          token: input.token,
          password: input.password,
          username: input.username ?? null,
          email: input.email ?? null,
          fullName: input.fullName ?? null,
          client,
        });
        return accepted.status === 'COMPLETE' ? { ...accepted, tokens: deliver(accepted.tokens) } : accepted;
      },
    },
  };
}
