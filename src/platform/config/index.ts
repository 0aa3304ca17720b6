import { ConfigError, type ConfigFault } from '../../shared/index.js';
import { assembleConfig } from './assemble-config.js';
import { effectiveValues } from './effective-values.js';
import { type FileReader, readFileText, readValues } from './read-values.js';
import type { Config } from './settings.js';
import { developmentIssuer, variables } from './variables.js';

export { loadDevelopmentMasterKey } from './development-master-key.js';
export { withEnvironmentFile } from './environment-file.js';
export { environmentTemplate, variableTable } from './reference.js';
export type {
  Config,
  EffectiveValue,
  Environment,
  InitialAdministrator,
  LogLevel,
  MailSender,
  RegisteredClient,
  SmtpServer,
} from './settings.js';
export { ConfigError, type ConfigFault, developmentIssuer };

/** Environment variables in the form of `process.env`. */
export type EnvironmentVariables = Readonly<Record<string, string | undefined>>;

/**
 * Returns the configuration, deeply frozen, or throws one ConfigError with all problems: unknown CORDON_
 * variables, missing production secrets, placeholders, and values that are not valid. An empty variable
 * counts as not set. Errors never contain a value. `readFile` reads the files that the `_FILE` variables
 * name.
 */
export function readConfig(env: EnvironmentVariables, readFile: FileReader = readFileText): Config {
  const { settings, faults } = readValues(variables, env, readFile);
  const { config, faults: contradictions } = assembleConfig(settings);
  // A value that is not valid was replaced by its default; contradictions with that default are not reported.
  const isNew = ({ variable }: ConfigFault): boolean => faults.every((fault) => fault.variable !== variable);
  const all = [...faults, ...contradictions.filter(isNew)];
  if (all.length > 0) throw new ConfigError(all);
  const { issuer, audience } = config.tokens;
  const values = effectiveValues(variables, { ...settings, issuer, audience }, env);
  return Object.freeze({ ...config, effectiveValues: Object.freeze(values) });
}
