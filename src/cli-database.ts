import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from './app.js';
import { loadApp, loadDatabase } from './lazy-imports.js';
import type { Config } from './platform/config/index.js';
import type { RowCounts } from './platform/database/index.js';
import { invalidOption, StartupError } from './shared/index.js';

/** Builds the modules of a command; nothing is opened. */
export async function createUnopenedApp(config: Config): Promise<App> {
  const { createApp } = await loadApp();
  return createApp(config, () => config.tokens.issuer);
}

/**
 * Writes all data to a new file. Throws INVALID_INPUT when there is no database, and StartupError when it was
 * migrated by another release.
 */
export async function exportData(config: Config, path: string): Promise<RowCounts> {
  if (config.database.url === null && !existsSync(join(config.dataDirectory, 'database')))
    throw invalidOption('file', 'There is no database in the data folder. Nothing was written.');
  return withOpenDatabase(config, async ({ database }) => {
    const { assertUpToDate } = await loadDatabase();
    assertUpToDate(await database.migrationStatus());
    return database.exportData(path);
  });
}

/** Fills an empty database from a file, and checks that the master key fits. */
export async function importData(config: Config, path: string): Promise<RowCounts> {
  return withOpenDatabase(config, async ({ database, checkKeys }) => {
    await database.migrate();
    const rows = await database.importData(path);
    await checkKeys().catch((error: unknown) => {
      throw new StartupError(
        'MASTER_KEY_WRONG',
        'The data was imported, but CORDON_MASTER_KEY is not its master key.',
        'Set CORDON_MASTER_KEY to the master key of the exported database before you start.',
        error,
      );
    });
    return rows;
  });
}

/** Runs the work on a database that was opened but not migrated. */
async function withOpenDatabase<T>(config: Config, work: (app: App) => Promise<T>): Promise<T> {
  const app = await createUnopenedApp(config);
  await app.database.open();
  try {
    return await work(app);
  } finally {
    await app.database.close();
  }
}

/**
 * Checks the database without changing it; returns null when the embedded database does not exist yet. Throws
 * StartupError when the server could not start on it.
 */
export async function inspectDatabase(
  config: Config,
): Promise<{ readonly pendingMigrations: readonly string[] } | null> {
  const isEmbedded = config.database.url === null;
  if (isEmbedded && !existsSync(join(config.dataDirectory, 'database'))) return null;
  const { assertNotNewer } = await loadDatabase();
  return withOpenDatabase(config, async ({ database, checkKeys }) => {
    const status = await database.migrationStatus();
    assertNotNewer(status);
    await database.checkUsable();
    if (status.pending.length === 0) await checkKeys();
    return { pendingMigrations: status.pending };
  });
}
