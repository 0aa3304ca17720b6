import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { defaultLoginThrottlePolicy } from '../../../src/platform/rate-limit/index.js';
import { createTestApp, type TestApp } from '../../helpers/create-test-app.js';
import { fc } from '../../helpers/fast-check.js';
import { signIn } from '../login/login-requests.js';
import { completedLogin, runStory, stories } from './second-factor-story.js';

/** Runs random stories of logins, factors and resets, of users on one database. */
export function describeStories(count: number): void {
  let testApp: TestApp;

  beforeAll(async () => {
    // Limits would end most stories early; they are tested elsewhere.
    const loginThrottlePolicy = { ...defaultLoginThrottlePolicy, freeFailures: 500, freeFailuresInAll: 500 };
    testApp = await createTestApp({ loginThrottlePolicy });
    await testApp.createUser('admin', { role: 'ADMIN' });
  });
  afterAll(() => testApp.close());

  test(
    `no interleaving yields a session with less proof than its assurance (${count} stories)`,
    async () => {
      let users = 0;
      let completed = 0;
      await fc.assert(
        fc.asyncProperty(stories, async (story) => {
          users += 1;
          // Stories move the clock, and sessions expire.
          const admin = await signIn(testApp, 'admin');
          completed += await runStory(testApp, admin, `user${users}`, story);
        }),
        { numRuns: count, endOnFailure: true, examples: [[completedLogin]] },
      );
      // The stories reach what they are about.
      expect(completed).toBeGreaterThan(count / 10);
    },
    Math.max(60_000, count * 1000),
  );
}
