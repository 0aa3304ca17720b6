import { readFileSync, statSync } from 'node:fs';
import type { z } from 'zod';
import { type ConfigFault, decodeText, TextEncodingError, withoutFinalLineEnds } from '../../shared/index.js';
import type { Environment, Settings } from './settings.js';
import { required, type Variable } from './variable.js';

/** Reads the file that a `_FILE` variable names. Throws when it cannot be read. */
export type FileReader = (path: string) => string;

const fileLimitBytes = 65_536;

/** Throws for folders, pipes, files of more than 64 KiB, and text that is not UTF-8. */
export const readFileText: FileReader = (path) => {
  const { size } = statSync(path);
  if (size > fileLimitBytes) throw new Error('too large for a secret');
  return decodeText(readFileSync(path));
};

/** The parts of a variable that do not depend on the type of its value. */
type DescribedVariable = Pick<Variable<unknown>, 'name' | 'source' | 'format' | 'advice'>;
type Variables = { readonly [Key in keyof Settings]: Variable<Settings[Key]> };
type RawValue = { readonly name: string; readonly text: string } | { readonly fault: ConfigFault } | null;

/**
 * Reads all variables. A value that is not valid is replaced by its development default, so that the other
 * variables can still be checked. Use `settings` only when there are no `faults`.
 */
export function readValues(
  variables: Variables,
  env: Readonly<Record<string, string | undefined>>,
  readFile: FileReader,
): { readonly settings: Settings; readonly faults: readonly ConfigFault[] } {
  const faults: ConfigFault[] = [...unknownVariables(variables, env)];
  const environment = readVariable(variables.environment, 'development', env, readFile, faults);
  const entries = Object.entries(variables).map(([key, variable]) => {
    // Object.entries loses the type that each key has in the table.
    const one = variable as Variable<unknown>;
    return [key, key === 'environment' ? environment : readVariable(one, environment, env, readFile, faults)];
  });
  // Each key was read with its own variable.
  return { settings: Object.fromEntries(entries) as Settings, faults };
}

function readVariable<Value>(
  variable: Variable<Value>,
  environment: Environment,
  env: Readonly<Record<string, string | undefined>>,
  readFile: FileReader,
  faults: ConfigFault[],
): Value {
  const given = findValue(variable, env, readFile);
  if (given === null) {
    const missing = environment === 'production' ? variable.production : variable.development;
    if (missing !== required) return missing;
    faults.push(missingFault(variable));
    return variable.development;
  }
  if ('fault' in given) {
    faults.push(given.fault);
    return variable.development;
  }
  const read = variable.schema.safeParse(given.text);
  if (!read.success) {
    faults.push(formatFault(variable, given.name, read.error));
    return variable.development;
  }
  const rule = variable.productionRule;
  if (environment === 'production' && rule !== undefined && !rule.isSatisfied(read.data)) {
    faults.push({
      variable: given.name,
      problem: `${rule.requirement} in production`,
      remedy: remedyFor(variable),
    });
  }
  return read.data;
}

/**
 * Finds the value in the variable or its file. An empty variable counts as not set, an empty file does not.
 */
function findValue(
  { name, source }: DescribedVariable,
  env: Readonly<Record<string, string | undefined>>,
  readFile: FileReader,
): RawValue {
  const given = source === 'file only' ? '' : (env[name] ?? '');
  const text = isServiceLink(name, given) ? '' : given;
  const path = source === undefined ? '' : (env[`${name}_FILE`] ?? '');
  if (text !== '' && path !== '') {
    const problem = `and ${name}_FILE are both set`;
    return { fault: { variable: name, problem, remedy: 'Remove one of them.' } };
  }
  if (text !== '') return { name, text };
  if (path === '') return null;
  return readValueFile(`${name}_FILE`, path, readFile);
}

function readValueFile(name: string, path: string, readFile: FileReader): RawValue {
  const remedy = 'Set it to a readable file that contains only the value.';
  try {
    const text = withoutFinalLineEnds(readFile(path));
    return text === ''
      ? { fault: { variable: name, problem: 'names an empty file', remedy } }
      : { name, text };
  } catch (error) {
    if (error instanceof TextEncodingError)
      return {
        fault: {
          variable: name,
          problem: 'names a file that is not UTF-8 text',
          remedy: 'Save it as UTF-8.',
        },
      };
    // The path is not repeated: the variable may contain the secret itself by mistake.
    return { fault: { variable: name, problem: 'names a file that cannot be read', remedy } };
  }
}

/**
 * Returns true for what Kubernetes and Docker links set for services named `cordon` and `cordon-...`:
 * CORDON_SERVICE_HOST, CORDON_PORT=tcp://10.0.0.1:4000, CORDON_PORT_4000_TCP_ADDR and so on.
 */
export function isServiceLink(name: string, value: string): boolean {
  return serviceLink.test(name) || (/^CORDON_.*PORT$/.test(name) && /^(tcp|udp|sctp):\/\//.test(value));
}

const serviceLink =
  /^CORDON_(\w+_)?(SERVICE_(HOST|PORT(_\w+)?)|PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)$/;

function unknownVariables(
  variables: Variables,
  env: Readonly<Record<string, string | undefined>>,
): readonly ConfigFault[] {
  const known = new Set(Object.values(variables).flatMap(namesOf));
  return Object.keys(env)
    .filter((name) => name.startsWith('CORDON_') && !known.has(name))
    .filter((name) => !isServiceLink(name, env[name] ?? ''))
    .map((name) => ({
      variable: name,
      problem: 'is not a variable of Cordon',
      remedy: unknownVariableRemedy(name, known),
    }));
}

/** Returns the names of the environment variables that are read for a variable. */
function namesOf({ name, source }: DescribedVariable): readonly string[] {
  if (source === undefined) return [name];
  return source === 'file only' ? [`${name}_FILE`] : [name, `${name}_FILE`];
}

function unknownVariableRemedy(name: string, known: ReadonlySet<string>): string {
  if (known.has(`${name}_FILE`)) return `Write the value to a file and set ${name}_FILE to its path.`;
  if (name.endsWith('_FILE') && known.has(name.slice(0, -5))) return `Use ${name.slice(0, -5)} instead.`;
  return 'Remove it or correct its name; docs/configuration.md lists all variables.';
}

function missingFault(variable: DescribedVariable): ConfigFault {
  const alternative = variable.source === undefined ? '' : ` (or ${variable.name}_FILE)`;
  return { variable: `${variable.name}${alternative}`, problem: 'is missing', remedy: remedyFor(variable) };
}

function formatFault(variable: DescribedVariable, name: string, error: z.ZodError): ConfigFault {
  const own = error.issues.find(({ code, message }) => code === 'custom' && message !== 'Invalid input');
  return {
    variable: name,
    problem: own?.message ?? `must be ${variable.format}`,
    remedy: remedyFor(variable),
  };
}

function remedyFor({ advice }: DescribedVariable): string {
  return advice ?? 'Correct the value, or remove the variable to use the default.';
}
