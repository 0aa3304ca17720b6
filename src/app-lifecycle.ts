import type { Database } from './platform/database/index.js';
import type { Module, Transactions } from './shared/index.js';

/** Continues after the failure of one module and throws all failures at the end. */
export async function sweepModules(modules: readonly Module[], transactions: Transactions): Promise<void> {
  const failures: unknown[] = [];
  for (const module of modules) {
    await module.sweep?.(transactions).catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0)
    throw new AggregateError(failures, 'some modules could not remove their expired data');
}

/** Opens the database, migrates it and opens the modules; closes it again when something fails. */
export async function openDatabase(database: Database, openModules: () => Promise<void>): Promise<void> {
  await database.open();
  try {
    await database.migrate();
    await openModules();
  } catch (error) {
    // What failed first is the reason.
    await database.close().catch(() => {});
    throw error;
  }
}
