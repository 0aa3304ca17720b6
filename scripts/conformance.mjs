// npm run conformance: runs the cases in conformance/ on every executor and server, and writes the table in
// docs/conformance.md. With --check it writes nothing and exits with 1 when the table is out of date. A case
// that fails exits with 1 in any case. The servers are installed into node_modules/.cache, from a lock file
// of their own.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, isBuilt } from './build.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const source = join(root, 'conformance');
const folder = join(root, 'node_modules/.cache/conformance');
const page = join(root, 'docs/conformance.md');

function install() {
  const lock = readFileSync(join(source, 'package-lock.json'), 'utf8');
  const installed = join(folder, 'installed-lock.json');
  mkdirSync(folder, { recursive: true });
  cpSync(source, folder, {
    recursive: true,
    filter: (path) => !path.includes('node_modules', source.length),
  });
  if (!existsSync(installed) || readFileSync(installed, 'utf8') !== lock) {
    const words = [
      'ci',
      '--ignore-scripts',
      '--prefer-offline',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
    ];
    if (spawnSync('npm', words, { cwd: folder, stdio: 'inherit' }).status !== 0) process.exit(1);
    writeFileSync(installed, lock);
  }
  const library = join(folder, 'node_modules/@cordon/auth-directive');
  mkdirSync(library, { recursive: true });
  for (const name of ['dist', 'package.json']) {
    cpSync(join(root, 'packages/auth-directive', name), join(library, name), { recursive: true });
  }
}

/** Runs the adapters of one file and returns their cells: by adapter, by law. */
function run(words) {
  return new Promise((resolve, reject) => {
    // Apollo's gateway would otherwise look for the metadata server of a cloud.
    const env = { ...process.env, METADATA_SERVER_DETECTION: 'none', APOLLO_TELEMETRY_DISABLED: 'true' };
    const child = spawn(process.execPath, words, { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (text) => {
      output += text;
    });
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(output));
      else reject(new Error(`${words.join(' ')} exited with ${code}.`));
    });
  });
}

const KNOWN = /^(passes|not offered|refused|not supported: .+)$/;

function failuresIn(cells) {
  return Object.entries(cells).flatMap(([name, laws]) =>
    Object.entries(laws).flatMap(([law, cell]) => (KNOWN.test(cell) ? [] : [`${name}: ${law}: ${cell}`])),
  );
}

function tableOf(cells) {
  const names = Object.keys(cells);
  const laws = Object.keys(cells[names[0]]);
  const row = (words) => `| ${words.join(' | ')} |`;
  const rows = laws.map((law) => row([law, ...names.map((name) => cells[name][law])]));
  return [row(['', ...names]), row(['---', ...names.map(() => '---')]), ...rows].join('\n');
}

/** Returns the page with each table between its marks. */
function pageWith(tables, before) {
  return Object.entries(tables).reduce((page, [mark, cells]) => {
    const marks = new RegExp(`(<!-- ${mark}: npm run conformance -->\\n)[\\s\\S]*?(<!-- end of ${mark} -->)`);
    return page.replace(marks, (_, start, end) => `${start}${tableOf(cells)}\n${end}`);
  }, before);
}

if (!isBuilt() && !(await build())) process.exit(1);
install();
const [latest, current, federation, builders] = await Promise.all([
  run(['--import', './use-graphql-17.mjs', 'run.mjs', 'graphql-17']),
  run(['run.mjs']),
  run(['federation.mjs']),
  run(['builders.mjs']),
]);
const [[first, firstCells], ...others] = Object.entries(current);
const executors = { [first]: firstCells, ...latest, ...Object.fromEntries(others) };
const tables = { executors, federation, builders };
const failures = Object.values(tables).flatMap(failuresIn);
for (const failure of failures) process.stderr.write(`${failure}\n`);
if (failures.length > 0) process.exit(1);

const count = Object.values(tables).flatMap(Object.values).flatMap(Object.values).length;
process.stdout.write(`${count} cells, on ${Object.keys(executors).length} executors and servers.\n`);
const before = readFileSync(page, 'utf8');
const after = pageWith(tables, before);
if (before !== after && process.argv.includes('--check')) {
  process.stderr.write('docs/conformance.md is out of date. Run: npm run conformance\n');
  process.exitCode = 1;
} else if (before !== after) {
  writeFileSync(page, after);
}
