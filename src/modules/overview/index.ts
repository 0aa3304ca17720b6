/**
 * What administrators see of the server as a whole: figures, warnings and the configuration. It only reads.
 * What it shows comes from the other modules, through the functions that it receives.
 */

import type { Module } from '../../shared/index.js';
import { createOverview, type OverviewSources } from './overview.js';
import { type ConfigurationValue, createOverviewResolvers } from './overview.resolvers.js';

export type { OverviewSources } from './overview.js';

/** What the module depends on. */
export interface OverviewDependencies extends OverviewSources {
  /** The variables with the values in use; contains no secret. */
  readonly configuration: readonly ConfigurationValue[];
}

/** Builds the module. */
export function createOverviewModule(dependencies: OverviewDependencies): Module {
  const overview = createOverview(dependencies);
  const { configuration } = dependencies;
  return { name: 'overview', resolvers: { ...createOverviewResolvers({ overview, configuration }) } };
}
