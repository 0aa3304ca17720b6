import DataLoader from 'dataloader';
import type { Reader, UserId } from '../../shared/index.js';
import type { Resolvers } from '../../transports/graphql/generated/resolvers.js';
import { actorOf, callerOf } from '../access/index.js';
import type { ResetMfa } from './reset-mfa.js';
import type { MfaMethod } from './second-factor.js';
import type { SecondFactors } from './second-factors.js';
import type { TotpEnrollments } from './totp-enrollment.js';

export interface MfaResolverDependencies {
  readonly reader: Reader;
  readonly secondFactors: SecondFactors;
  readonly totpEnrollments: TotpEnrollments;
  readonly resetMfa: ResetMfa;
}

export function createMfaResolvers(dependencies: MfaResolverDependencies): Resolvers {
  const { secondFactors, totpEnrollments, resetMfa } = dependencies;
  const methodsOf = batchedByRequest(dependencies);
  return {
    User: { mfaMethods: ({ id }, _, context) => methodsOf(context, id) },
    ServerInfo: { mfaMethods: () => secondFactors.methods },
    Mutation: {
      enrollTotp: async (_, __, context) => ({ enrollment: await totpEnrollments.enroll(callerOf(context)) }),
      confirmTotp: async (_, { enrollmentId, code }, context) => ({
        recoveryCodes: await totpEnrollments.confirm(callerOf(context), enrollmentId, code),
      }),
      disableTotp: async (_, { code }, context) => {
        await totpEnrollments.disable(callerOf(context), code);
        return {};
      },
      regenerateRecoveryCodes: async (_, __, context) => ({
        recoveryCodes: await totpEnrollments.replaceRecoveryCodes(callerOf(context)),
      }),
      resetUserMfa: async (_, request, context) => ({ user: await resetMfa(request, actorOf(context)) }),
    },
  };
}

/**
 * Loads the methods of a page of users with one statement for each method. Without a cache, because a later
 * mutation may change them.
 */
function batchedByRequest({ secondFactors, reader }: MfaResolverDependencies) {
  const loaders = new WeakMap<object, DataLoader<UserId, readonly MfaMethod[]>>();
  const load = async (userIds: readonly UserId[]): Promise<(readonly MfaMethod[])[]> => {
    const methods = await secondFactors.methodsOfAll(reader, [...new Set(userIds)]);
    return userIds.map((userId) => methods.get(userId) ?? []);
  };
  return (context: object, userId: UserId): Promise<readonly MfaMethod[]> => {
    const loader = loaders.get(context) ?? new DataLoader(load, { cache: false });
    loaders.set(context, loader);
    return loader.load(userId);
  };
}
