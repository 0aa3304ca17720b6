import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import { PGlite } from '@electric-sql/pglite';
import { installedPgliteVersion } from '../platform/database/embedded-seed.js';

const decompress = promisify(brotliDecompress);
/** The size of a seed, roughly: one piece takes half the time of thousands. */
const seedBytes = 32 * 1024 * 1024;

/**
 * Opens an embedded database in memory, from the seed of this build: a cluster with the tables of this
 * release and without rows. Without a seed for the installed version of PGlite it takes some seconds.
 */
export async function openMemoryDatabase(): Promise<PGlite> {
  const seedFile = findSeed();
  if (seedFile === null) return new PGlite();
  const seed = await decompress(readFileSync(seedFile), { chunkSize: seedBytes });
  return new PGlite({ loadDataDir: new Blob([seed]) });
}

function findSeed(): string | null {
  const path = fileURLToPath(new URL(`./seed-${installedPgliteVersion()}.br`, import.meta.url));
  return existsSync(path) ? path : null;
}
