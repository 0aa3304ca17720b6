// Creates the seed of the embedded database: an empty cluster as initdb leaves it, without users, tables or
// keys. The first start of a server unpacks it (src/platform/database/embedded-seed.ts), which takes a tenth
// of the time of initdb.
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
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';

const cache = fileURLToPath(new URL('../node_modules/.cache/cordon/', import.meta.url));

/** Returns where the seed for the installed version of PGlite is kept between builds. */
export function seedFile() {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  const { version } = JSON.parse(readFileSync(join(entry, '../../package.json'), 'utf8'));
  return `${cache}embedded-seed-${version}.br`;
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
    const seed = brotliCompressSync(pack(join(folder, 'database')), { params: compression });
    mkdirSync(cache, { recursive: true });
    const draft = `${seedFile()}.${process.pid}`;
    writeFileSync(draft, seed);
    renameSync(draft, seedFile());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildSeed();
