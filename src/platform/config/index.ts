import { ConfigError, type ConfigFault } from '../../shared/index.js';
import { assembleConfig } from './assemble-config.js';
import { type FileReader, readFileText, readValues } from './read-values.js';
import type { Config } from './settings.js';
import { developmentIssuer, variables } from './variables.js';

export { loadDevelopmentMasterKey } from './development-master-key.js';
export { withEnvironmentFile } from './environment-file.js';
export { environmentTemplate, variableTable } from './reference.js';
export type {
  Config,
  Environment,
  FirstAdministrator,
  LogLevel,
  RegisteredClient,
} from './settings.js';
export { ConfigError, type ConfigFault, developmentIssuer };

/** The environment as `process.env` has it. */
export type EnvironmentVariables = Readonly<Record<string, string | undefined>>;

/**
 * Turns the environment into a frozen Config, or throws one ConfigError with every fault at once: unknown CORDON_ variables, missing
 * production secrets, placeholders, values that do not read. An empty variable counts as not given. Never echoes a value.
 * `readFile` reads what the `_FILE` forms name.
 */
export function readConfig(env: EnvironmentVariables, readFile: FileReader = readFileText): Config {
  const { settings, faults } = readValues(variables, env, readFile);
  const { config, faults: contradictions } = assembleConfig(settings);
  // What a value at fault seems to contradict is its replacement, of which the operator knows nothing.
  const isNew = ({ variable }: ConfigFault): boolean => faults.every((fault) => fault.variable !== variable);
  const all = [...faults, ...contradictions.filter(isNew)];
  if (all.length > 0) throw new ConfigError(all);
  return config;
}
