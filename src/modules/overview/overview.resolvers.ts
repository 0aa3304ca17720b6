import type { ConfigurationValue, Resolvers } from '../../transports/graphql/generated/resolvers.js';
import type { Overview } from './overview.js';

export type { ConfigurationValue };

export interface OverviewResolverDependencies {
  readonly overview: Overview;
  readonly configuration: readonly ConfigurationValue[];
}

/** The members of the overview are functions, which graphql-js calls for the selected fields only. */
export function createOverviewResolvers({
  overview,
  configuration,
}: OverviewResolverDependencies): Resolvers {
  return { Query: { overview: () => overview, effectiveConfiguration: () => configuration } };
}
