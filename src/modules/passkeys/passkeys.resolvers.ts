import type { Reader } from '../../shared/index.js';
import type { Resolvers } from '../../transports/graphql/generated/resolvers.js';
import { callerOf } from '../access/index.js';
import type { PasskeyManagement } from './manage-passkeys.js';
import type { PasskeyRegistration } from './register-passkey.js';

export interface PasskeysResolverDependencies {
  readonly registration: PasskeyRegistration;
  readonly management: PasskeyManagement;
  readonly reader: Reader;
}

export function createPasskeysResolvers(dependencies: PasskeysResolverDependencies): Resolvers {
  const { registration, management, reader } = dependencies;
  return {
    Query: { myPasskeys: (_, __, context) => management.list(reader, callerOf(context).id) },
    Mutation: {
      startPasskeyRegistration: (_, __, context) => registration.start(callerOf(context)),
      finishPasskeyRegistration: async (_, { input }, context) => ({
        passkey: await registration.finish(callerOf(context), { ...input, name: input.name ?? null }),
      }),
      renamePasskey: async (_, { id, name }, context) => ({
        passkey: await management.rename(callerOf(context), id, name),
      }),
      removePasskey: async (_, { id }, context) => {
        await management.remove(callerOf(context), id);
        return {};
      },
    },
  };
}
