import { assemble } from './config/assemble.js';
import { ConfigError, type ConfigFault } from './config/config-error.js';
import { type FileReader, readFileText, readValues } from './config/read-values.js';
import type { Config } from './config/settings.js';
import { developmentIssuer, variables } from './config/variables.js';

export { ConfigError, type ConfigFault } from './config/config-error.js';
export { developmentMasterKey } from './config/development-master-key.js';
export { withEnvironmentFile } from './config/environment-file.js';
export { environmentTemplate, variableTable } from './config/reference.js';
export type {
  Config,
  Environment,
  FirstAdministrator,
  LogLevel,
  RegisteredClient,
} from './config/settings.js';
export { developmentIssuer };

/** The environment as `process.env` has it. */
export type EnvironmentVariables = Readonly<Record<string, string | undefined>>;

/**
 * Turns the environment into a frozen Config, or throws one ConfigError with every fault at once: unknown CORDON_ variables, missing
 * production secrets, placeholders, values that do not read. An empty variable counts as not given. Never echoes a value.
 * `readFile` reads what the `_FILE` forms name.
 */
export function readConfig(env: EnvironmentVariables, readFile: FileReader = readFileText): Config {
  const { settings, faults } = readValues(variables, env, readFile);
  const { config, faults: contradictions } = assemble(settings);
  // What a value at fault seems to contradict is its replacement, of which the operator knows nothing.
  const isNew = ({ variable }: ConfigFault): boolean => faults.every((fault) => fault.variable !== variable);
  const all = [...faults, ...contradictions.filter(isNew)];
  if (all.length > 0) throw new ConfigError(all);
  return config;
}
