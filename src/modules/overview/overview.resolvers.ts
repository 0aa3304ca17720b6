import type { ConfigurationValue, Resolvers } from '../../transports/graphql/generated/resolvers.js';

export interface OverviewResolverDependencies {
  readonly configuration: readonly ConfigurationValue[];
}

export function createOverviewResolvers({ configuration }: OverviewResolverDependencies): Resolvers {
  return { Query: { effectiveConfiguration: () => configuration } };
}
