import { readFileSync, statSync } from 'node:fs';
import type { z } from 'zod';
import type { ConfigFault } from '../../shared/index.js';
import type { Environment, Settings } from './settings.js';
import { required, type Variable } from './variable.js';

/** Reads the text of a file that a `_FILE` variable names; throws when it cannot. */
export type FileReader = (path: string) => string;

const fileLimitBytes = 65_536;

/** Reads a small text file whole; throws for anything else (a folder, a pipe, a file of more than 64 KiB). */
export const readFileText: FileReader = (path) => {
  const { size } = statSync(path);
  if (size > fileLimitBytes) throw new Error('too large for a secret');
  return readFileSync(path, 'utf8');
};

/** What can be said of a variable whatever its values are. */
type DescribedVariable = Pick<Variable<unknown>, 'name' | 'source' | 'form' | 'advice'>;
type Variables = { readonly [Key in keyof Settings]: Variable<Settings[Key]> };
type RawValue = { readonly name: string; readonly text: string } | { readonly fault: ConfigFault } | null;

/**
 * Reads every variable. A value at fault is replaced by its development default, so that the rest can still be judged: use `settings` only
 * when there are no `faults`.
 */
export function readValues(
  variables: Variables,
  env: Readonly<Record<string, string | undefined>>,
  readFile: FileReader,
): { readonly settings: Settings; readonly faults: readonly ConfigFault[] } {
  const faults: ConfigFault[] = [...unknownVariables(variables, env)];
  const environment = readVariable(variables.environment, 'development', env, readFile, faults);
  const entries = Object.entries(variables).map(([key, variable]) => {
    // The table's type ties each key to its value's type; Object.entries forgets that.
    const one = variable as Variable<unknown>;
    return [key, key === 'environment' ? environment : readVariable(one, environment, env, readFile, faults)];
  });
  // As above: each key was read with its own variable.
  return { settings: Object.fromEntries(entries) as Settings, faults };
}

function readVariable<Value>(
  variable: Variable<Value>,
  environment: Environment,
  env: Readonly<Record<string, string | undefined>>,
  readFile: FileReader,
  faults: ConfigFault[],
): Value {
  const given = find(variable, env, readFile);
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
    faults.push(formFault(variable, given.name, read.error));
    return variable.development;
  }
  const rule = variable.productionRule;
  if (environment === 'production' && rule !== undefined && !rule.holds(read.data)) {
    faults.push({
      variable: given.name,
      problem: `${rule.words} in production`,
      remedy: remedyFor(variable),
    });
  }
  return read.data;
}

/** Where the value stands; an empty variable counts as not given, an empty file does not. */
function find(
  { name, source }: DescribedVariable,
  env: Readonly<Record<string, string | undefined>>,
  readFile: FileReader,
): RawValue {
  const text = source === 'file only' ? '' : (env[name] ?? '');
  const path = source === undefined ? '' : (env[`${name}_FILE`] ?? '');
  if (text !== '' && path !== '') {
    const problem = `and ${name}_FILE are both given`;
    return { fault: { variable: name, problem, remedy: 'Keep one of them.' } };
  }
  if (text !== '') return { name, text };
  if (path === '') return null;
  return readValueFile(`${name}_FILE`, path, readFile);
}

function readValueFile(name: string, path: string, readFile: FileReader): RawValue {
  const remedy = 'Name a readable file that holds the value and nothing else.';
  try {
    // Editors and `echo` end a file with a line break that is no part of a secret.
    const text = readFile(path).replace(/\r?\n$/, '');
    return text === ''
      ? { fault: { variable: name, problem: 'names an empty file', remedy } }
      : { name, text };
  } catch {
    // The path is no secret, yet what stands in the variable may be the secret itself, put there by mistake: it is not repeated.
    return { fault: { variable: name, problem: 'names a file that cannot be read', remedy } };
  }
}

function unknownVariables(
  variables: Variables,
  env: Readonly<Record<string, string | undefined>>,
): readonly ConfigFault[] {
  const known = new Set(Object.values(variables).flatMap(namesOf));
  return Object.keys(env)
    .filter((name) => name.startsWith('CORDON_') && !known.has(name))
    .map((name) => ({
      variable: name,
      problem: 'is not a variable of Cordon',
      remedy: unknownVariableRemedy(name, known),
    }));
}

/** The names under which a variable is read. */
function namesOf({ name, source }: DescribedVariable): readonly string[] {
  if (source === undefined) return [name];
  return source === 'file only' ? [`${name}_FILE`] : [name, `${name}_FILE`];
}

function unknownVariableRemedy(name: string, known: ReadonlySet<string>): string {
  if (known.has(`${name}_FILE`)) return `Put the value into a file and name that in ${name}_FILE.`;
  if (name.endsWith('_FILE') && known.has(name.slice(0, -5))) return `Give ${name.slice(0, -5)} itself.`;
  return 'Remove it or correct its name; docs/configuration.md lists all variables.';
}

function missingFault(variable: DescribedVariable): ConfigFault {
  const alternative = variable.source === undefined ? '' : ` (or ${variable.name}_FILE)`;
  return { variable: `${variable.name}${alternative}`, problem: 'is missing', remedy: remedyFor(variable) };
}

function formFault(variable: DescribedVariable, name: string, error: z.ZodError): ConfigFault {
  const own = error.issues.find(({ code, message }) => code === 'custom' && message !== 'Invalid input');
  return { variable: name, problem: own?.message ?? `is not ${variable.form}`, remedy: remedyFor(variable) };
}

function remedyFor({ advice, form }: DescribedVariable): string {
  return advice ?? `Write ${form}, or leave it out.`;
}
