// npm run reference: generates .env.example and the table of variables in docs/configuration.md. With --check
// it writes nothing and exits with 1 when either is out of date. Requires a build.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build, isBuilt } from './build.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const table = /(<!-- variables: npm run reference -->\n)[\s\S]*?(<!-- end of variables -->)/;
if (!isBuilt() && !(await build())) process.exit(1);
const { environmentTemplate, variableTable } = await import(
  new URL('../dist/platform/config/index.js', import.meta.url)
);

const generated = [
  ['.env.example', () => environmentTemplate()],
  [
    'docs/configuration.md',
    (text) => text.replace(table, (_, start, end) => `${start}${variableTable()}${end}`),
  ],
];
for (const [name, make] of generated) {
  const before = existsSync(`${root}${name}`) ? readFileSync(`${root}${name}`, 'utf8') : '';
  const after = make(before);
  if (before === after) continue;
  if (process.argv.includes('--check')) {
    process.stderr.write(`${name} is out of date. Run: npm run reference\n`);
    process.exitCode = 1;
  } else {
    writeFileSync(`${root}${name}`, after);
  }
}
