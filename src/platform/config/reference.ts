import type { Settings } from './settings.js';
import { defaultText, type Variable } from './variable.js';
import { variables } from './variables.js';

/** All variables with their types forgotten: the reference prints them and reads none. */
const list: readonly Variable<unknown>[] = (Object.keys(variables) as (keyof Settings)[]).map(
  // Each variable takes values of its own type only; here no value is ever given to one.
  (key) => variables[key] as Variable<unknown>,
);

/** README's table of the variables, in Markdown; a test compares the two. */
export function variableTable(): string {
  const rows = list.map((variable) => {
    const development = defaultText(variable, variable.development);
    const rule = variable.productionRule === undefined ? '' : `; ${variable.productionRule.words}`;
    const production = `${productionDefault(variable)}${rule}`;
    return `| ${shownName(variable)} | ${variable.description} | ${development} | ${production} |`;
  });
  return ['| variable | what it is | default | in production |', '|---|---|---|---|', ...rows, ''].join('\n');
}

/** The text of .env.example: every variable, commented out; a test compares the two. */
export function environmentTemplate(): string {
  // NODE_ENV decides whether .env is read at all, so it cannot stand there.
  const entries = list.filter(({ name }) => name !== 'NODE_ENV').map(templateEntry);
  return `${header}\n\n${entries.join('\n\n')}\n`;
}

function templateEntry(variable: Variable<unknown>): string {
  const name = variable.source === 'file only' ? `${variable.name}_FILE` : variable.name;
  const value = defaultText(variable, variable.development);
  const isLiteral = variable.defaultDescription === undefined && value !== 'none';
  const lines = [
    variable.description,
    `Write ${variable.form}.`,
    ...(isLiteral ? [] : [`Default: ${value}.`]),
    `In production: ${defaultText(variable, variable.production)}.`,
    `${name}=${isLiteral ? value : ''}`,
  ];
  return lines.map((line) => `# ${line.replaceAll('`', '')}`).join('\n');
}

const header = [
  '# Copy to .env and uncomment what you change; .env is read in development only.',
  '# In production set real environment variables. DATABASE_URL and CORDON_MASTER_KEY are also read from the files',
  '# that DATABASE_URL_FILE and CORDON_MASTER_KEY_FILE name. Made from src/platform/config/variables.ts: npm run reference.',
].join('\n');

function productionDefault(variable: Variable<unknown>): string {
  if (variable.name === 'NODE_ENV') return '`production`';
  return defaultText(variable, variable.production);
}

function shownName({ name, source }: Variable<unknown>): string {
  if (source === 'file only') return `\`${name}_FILE\``;
  return source === 'also file' ? `\`${name}\` (or \`${name}_FILE\`)` : `\`${name}\``;
}
