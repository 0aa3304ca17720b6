/**
 * What administrators see of the server as a whole: figures, warnings and the configuration. It only reads.
 * What it shows comes from the other modules, through the functions that it receives.
 */

import type { Module } from '../../shared/index.js';
import { createOverviewResolvers } from './overview.resolvers.js';

/** A variable with the value in use. */
export interface ConfigurationValue {
  readonly name: string;
  readonly description: string;
  readonly value: string | null;
  readonly secret: boolean;
  readonly source: 'ENVIRONMENT' | 'FILE' | 'DEFAULT';
  readonly default: string;
}

/** What the module depends on. */
export interface OverviewDependencies {
  /** Contains no secret. */
  readonly configuration: readonly ConfigurationValue[];
}

/** Builds the module. */
export function createOverviewModule(dependencies: OverviewDependencies): Module {
  return { name: 'overview', resolvers: { ...createOverviewResolvers(dependencies) } };
}
