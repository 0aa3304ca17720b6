import DataLoader from 'dataloader';
import type { Reader, UserId } from '../../shared/index.js';
import type { UserResolvers } from '../../transports/graphql/generated/resolvers.js';
import type { PasswordCredentialsRepository } from './password-credentials.js';

export interface PasswordsResolverDependencies {
  readonly credentials: PasswordCredentialsRepository;
  readonly reader: Reader;
}

/** Loads the change times of a page of users with one statement. */
export function createPasswordsResolvers(dependencies: PasswordsResolverDependencies): {
  User: Pick<UserResolvers, 'hasPassword' | 'passwordChangedAt'>;
} {
  const { credentials, reader } = dependencies;
  const loaders = new WeakMap<object, DataLoader<UserId, Date | null>>();

  function changedAt(context: object, userId: UserId): Promise<Date | null> {
    const loader =
      loaders.get(context) ??
      // Batches without caching: a later mutation in the same request may change the result.
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
