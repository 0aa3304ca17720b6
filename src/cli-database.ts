import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from './app-types.js';
import { loadApp, loadDatabase } from './lazy-imports.js';
import { cordonRoles } from './modules/access/index.js';
import type { Config } from './platform/config/index.js';
import type { RowCounts } from './platform/database/index.js';
import { readRolesOption } from './roles-option.js';
import { type CommandInput, invalidOption, StartupError } from './shared/index.js';
import type { InspectedDatabase } from './transports/cli/doctor.js';
import { findUndeclaredRoles } from './undeclared-roles.js';

/** Builds the modules of a command, with the roles that its options name; nothing is opened. */
export async function createUnopenedApp(config: Config, input?: CommandInput): Promise<App> {
  const { createApp } = await loadApp();
  const roles = input === undefined ? cordonRoles : readRolesOption(input);
  return createApp(config, () => config.tokens.issuer, {}, undefined, roles);
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
async function withOpenDatabase<T>(
  config: Config,
  work: (app: App) => Promise<T>,
  input?: CommandInput,
): Promise<T> {
  const app = await createUnopenedApp(config, input);
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
  input: CommandInput,
): Promise<InspectedDatabase | null> {
  const isEmbedded = config.database.url === null;
  if (isEmbedded && !existsSync(join(config.dataDirectory, 'database'))) return null;
  const { assertNotNewer } = await loadDatabase();
  const inspect = async (app: App): Promise<InspectedDatabase> => {
    const status = await app.database.migrationStatus();
    assertNotNewer(status);
    await app.database.checkUsable();
    const pendingMigrations = status.pending;
    if (pendingMigrations.length > 0) return { pendingMigrations, undeclaredRoles: [] };
    await app.checkKeys();
    return { pendingMigrations, undeclaredRoles: await findUndeclaredRoles(app) };
  };
  return withOpenDatabase(config, inspect, input);
}

/** Receives a change notification. Throws StartupError when none is received. */
export async function checkListening(config: Config): Promise<void> {
  await withOpenDatabase(config, ({ database }) => database.checkListening());
}

/** Asks the replica. Throws StartupError when it cannot be used. */
export async function checkReplica(config: Config): Promise<void> {
  await withOpenDatabase(config, ({ database }) => database.checkReplica());
}
