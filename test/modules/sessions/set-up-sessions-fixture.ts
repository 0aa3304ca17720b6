import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import type { UserId } from '../../../src/shared/index.js';
import {
  createSessionsFixture,
  insertUser,
  openSessionsDatabase,
  type SessionsFixture,
} from '../../helpers/sessions-fixture.js';
import type { TestDatabase } from '../../helpers/test-database.js';

export interface SessionsTestContext {
  readonly opened: TestDatabase;
  readonly fixture: SessionsFixture;
  readonly userId: UserId;
}

/** Opens one database for the tests of a file, and creates a fixture and a user for each of them. */
export function setUpSessionsFixture(set: (context: SessionsTestContext) => void): void {
  let opened: TestDatabase;
  beforeAll(async () => {
    opened = await openSessionsDatabase();
  });
  afterAll(() => opened.close());
  beforeEach(async () => {
    set({
      opened,
      fixture: createSessionsFixture(opened.database),
      userId: await insertUser(opened.database),
    });
  });
}
