import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import type { UserId } from '../../../src/shared/index.js';
import { type Bench, createBench, insertUser, openSessionsDatabase } from '../../helpers/sessions-fixture.js';
import type { TestDatabase } from '../../helpers/test-database.js';

/** What one test works with. */
export interface Scene {
  readonly opened: TestDatabase;
  readonly bench: Bench;
  readonly userId: UserId;
}

/** One database for the tests of a file, and for each of them a bench of its own with somebody on it. */
export function beforeEachTest(set: (scene: Scene) => void): void {
  let opened: TestDatabase;
  beforeAll(async () => {
    opened = await openSessionsDatabase();
  });
  afterAll(() => opened.close());
  beforeEach(async () => {
    set({ opened, bench: createBench(opened.database), userId: await insertUser(opened.database) });
  });
}
