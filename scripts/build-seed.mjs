// Creates the seed of the embedded database: an empty cluster as initdb leaves it, without users, tables or
// keys. The first start of a server unpacks it (src/platform/database/embedded-seed.ts), which takes a tenth
// of the time of initdb. With the path of a build of src/, creates the seed of `cordon/testing` from it: the
// same with the tables of this release, but no rows (src/testing/memory-database.ts).
import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';

const cache = fileURLToPath(new URL('../node_modules/.cache/cordon/', import.meta.url));

/** Returns the installed version of PGlite. */
export function pgliteVersion() {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  return JSON.parse(readFileSync(join(entry, '../../package.json'), 'utf8')).version;
}

/** Returns where the seed for the installed version of PGlite is kept between builds. */
export function seedFile() {
  return `${cache}embedded-seed-${pgliteVersion()}.br`;
}

/** Returns where the seed of `cordon/testing` is kept, for PGlite and the migrations of a build of src/. */
export function testSeedFile(dist) {
  const folder = join(dist, 'platform/database/migrations');
  const digest = createHash('sha256').update(pgliteVersion());
  for (const file of readdirSync(folder).sort()) digest.update(file).update(readFileSync(join(folder, file)));
  return `${cache}test-seed-${digest.digest('hex').slice(0, 16)}.br`;
}

async function createCluster(folder) {
  const { PGlite } = await import('@electric-sql/pglite');
  const pglite = new PGlite(folder);
  await pglite.waitReady;
  await pglite.close();
}

/** One line of JSON with the entries, then the contents of the files in the same order. */
function pack(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry) => ({
    file: join(entry.parentPath, entry.name),
    isDirectory: entry.isDirectory(),
  }));
  const contents = entries.map(({ file, isDirectory }) => (isDirectory ? null : readFileSync(file)));
  const index = entries.map(({ file }, position) => ({
    path: relative(folder, file).split(sep).join('/'),
    size: contents[position]?.length ?? null,
  }));
  const files = contents.filter((content) => content !== null);
  return Buffer.concat([Buffer.from(`${JSON.stringify(index)}\n`), ...files]);
}

// The databases of a cluster are nearly the same: the window must be larger than one of them (7 MB).
const compression = { [constants.BROTLI_PARAM_QUALITY]: 6, [constants.BROTLI_PARAM_LGWIN]: 24 };

async function buildSeed() {
  const folder = mkdtempSync(join(tmpdir(), 'cordon-seed-'));
  try {
    await createCluster(join(folder, 'database'));
    writeCompressed(pack(join(folder, 'database')), seedFile());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function buildTestSeed(dist) {
  const folder = mkdtempSync(join(tmpdir(), 'cordon-seed-'));
  const importFrom = (file) => import(pathToFileURL(join(dist, file)));
  try {
    const { unpackSeed } = await importFrom('platform/database/embedded-seed.js');
    const { createDatabase } = await importFrom('platform/database/index.js');
    const { PGlite } = await import('@electric-sql/pglite');
    unpackSeed(seedFile(), join(folder, 'database'));
    const pglite = new PGlite(join(folder, 'database'));
    const database = createDatabase({ kind: 'memory', pglite }, []);
    await database.open();
    await database.migrate();
    await dropTemplates(pglite);
    const dump = await pglite.dumpDataDir('none');
    await database.close();
    writeCompressed(Buffer.from(await dump.arrayBuffer()), testSeedFile(dist));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Two thirds of a cluster are databases from which CREATE DATABASE copies; a test server needs none. */
async function dropTemplates(pglite) {
  await pglite.query('UPDATE pg_database SET datistemplate = false');
  for (const name of ['template0', 'template1']) await pglite.query(`DROP DATABASE ${name}`);
}

/** Appears under its name only when it is complete. */
function writeCompressed(content, file) {
  mkdirSync(cache, { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, brotliCompressSync(content, { params: compression }));
  renameSync(draft, file);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , dist] = process.argv;
  await (dist === undefined ? buildSeed() : buildTestSeed(dist));
}
