import DataLoader from 'dataloader';
import type { Reader, UserId } from '../../shared/index.js';
import type { UserResolvers } from '../../transports/graphql/generated/resolvers.js';
import type { PasswordCredentialsStore } from './password-credentials.js';

/** What these fields read from. */
export interface PasswordsResolverDependencies {
  readonly credentials: PasswordCredentialsStore;
  readonly reader: Reader;
}

/** The fields that this module adds to a user: whether there is a password, and since when. A page of users costs one statement. */
export function createPasswordsResolvers(dependencies: PasswordsResolverDependencies): {
  User: Pick<UserResolvers, 'hasPassword' | 'passwordChangedAt'>;
} {
  const { credentials, reader } = dependencies;
  const loaders = new WeakMap<object, DataLoader<UserId, Date | null>>();

  function changedAt(context: object, userId: UserId): Promise<Date | null> {
    const loader =
      loaders.get(context) ??
      // Gathers, but does not remember: a mutation later in the same request may change the answer.
      new DataLoader<UserId, Date | null>(
        async (userIds) => {
          const times = await credentials.changeTimes(reader, [...new Set(userIds)]);
          return userIds.map((id) => times.get(id) ?? null);
        },
        { cache: false },
      );
    loaders.set(context, loader);
    return loader.load(userId);
  }

  return {
    User: {
      hasPassword: async (user, _arguments, context) => (await changedAt(context, user.id)) !== null,
      passwordChangedAt: (user, _arguments, context) => changedAt(context, user.id),
    },
  };
}
