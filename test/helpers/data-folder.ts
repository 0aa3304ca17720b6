import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { unpackSeed } from '../../src/platform/database/embedded-seed.js';
import { ensureBuilt, repositoryRoot } from './run-program.js';

/** Returns the seed of the embedded database in the build. Throws when the build has none. */
export async function findBuiltSeed(): Promise<string> {
  await ensureBuilt();
  const dist = join(repositoryRoot, 'dist');
  const name = readdirSync(dist).find((entry) => entry.startsWith('embedded-seed-'));
  if (name === undefined) throw new Error(`${dist} has no seed of the embedded database`);
  return join(dist, name);
}

/**
 * Puts an empty database into a data folder, as the built server does at its first start. The sources have no
 * seed: without this, they create the database, which takes seconds.
 */
export async function prepareDataFolder(dataFolder: string): Promise<void> {
  mkdirSync(dataFolder, { recursive: true });
  unpackSeed(await findBuiltSeed(), join(dataFolder, 'database'));
}
