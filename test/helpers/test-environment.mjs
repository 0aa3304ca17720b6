import { TestEnvironment } from 'jest-environment-node';
import { borrowDatabase } from './worker-databases.mjs';

/** Node's test environment, with embedded databases that outlive the test file, and the process itself. */
// biome-ignore lint/style/noDefaultExport: jest takes the default export.
export default class CordonTestEnvironment extends TestEnvironment {
  #borrowed = [];

  async setup() {
    await super.setup();
    // The tests have a copy of `process`, which receives no events.
    this.global.hostProcess = process;
    this.global.borrowDatabase = async (dumpPath) => {
      const database = await borrowDatabase(dumpPath);
      this.#borrowed.push(database);
      return database;
    };
  }

  async teardown() {
    for (const database of this.#borrowed) await database.release();
    await super.teardown();
  }
}
