import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';

interface SeedEntry {
  /** Relative to the folder of the database. */
  readonly path: string;
  /** In bytes; null for a folder. */
  readonly size: number | null;
}

/** Returns the version of PGlite, on which the files of a cluster depend. */
export function installedPgliteVersion(): string {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  return JSON.parse(readFileSync(join(dirname(entry), '..', 'package.json'), 'utf8')).version;
}

/**
 * Returns the file that holds an empty cluster for the installed version of PGlite, made by
 * `scripts/build-seed.mjs`; null when this build has none.
 */
export function findEmbeddedSeed(): string | null {
  const name = `embedded-seed-${installedPgliteVersion()}.br`;
  const path = fileURLToPath(new URL(`../../${name}`, import.meta.url));
  return existsSync(path) ? path : null;
}

/**
 * Unpacks a seed into a new folder, which appears only when it is complete: an interrupted start leaves no
 * half of a database behind.
 */
export function unpackSeed(seedFile: string, folder: string): void {
  const seed = brotliDecompressSync(readFileSync(seedFile));
  const indexEnd = seed.indexOf('\n');
  const entries: readonly SeedEntry[] = JSON.parse(seed.toString('utf8', 0, indexEnd));
  const draft = `${folder}.new`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  let offset = indexEnd + 1;
  for (const { path, size } of entries) {
    const target = join(draft, path);
    if (size === null) {
      mkdirSync(target, { recursive: true, mode: 0o700 });
    } else {
      writeFileSync(target, seed.subarray(offset, offset + size), { mode: 0o600 });
      offset += size;
    }
  }
  renameSync(draft, folder);
}
