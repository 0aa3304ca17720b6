import { parseArgs } from 'node:util';

/** The forms of values, by what the usage shows. Each returns undefined for a text of another form. */
const forms = {
  N: readNumber,
  'N,N': (text) => {
    const numbers = text.split(',').map(readNumber);
    return numbers.includes(undefined) ? undefined : numbers;
  },
  TEXT: (text) => text,
};

/**
 * Reads the options of a script, which `declared` names with the form of their values; a flag has null.
 * Returns those that were given. For anything else, prints the usage of `npm run SCRIPT` and exits with 2.
 */
export function readOptions(script, declared) {
  const options = Object.entries(declared);
  try {
    const types = options.map(([name, form]) => [name, { type: form === null ? 'boolean' : 'string' }]);
    const { values } = parseArgs({ options: Object.fromEntries(types) });
    const read = Object.entries(values).map(([name, value]) => {
      const form = declared[name];
      return [name, form === null ? value : forms[form](value)];
    });
    if (read.every(([, value]) => value !== undefined)) return Object.fromEntries(read);
  } catch (error) {
    if (!String(error.code).startsWith('ERR_PARSE_ARGS_')) throw error;
  }
  const usage = options.map(([name, form]) => (form === null ? `[--${name}]` : `[--${name} ${form}]`));
  console.error(`Usage: npm run ${script} -- ${usage.join(' ')}`);
  process.exit(2);
}

/** Returns a whole number of at least 1. */
function readNumber(text) {
  const number = /^\d+$/.test(text) ? Number(text) : 0;
  return Number.isSafeInteger(number) && number >= 1 ? number : undefined;
}
