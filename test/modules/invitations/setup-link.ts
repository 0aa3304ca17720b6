import { DomainError } from '../../../src/shared/index.js';
import type { TestApp } from '../../helpers/create-test-app.js';

/** Returns the token of a new setup link. */
export async function setupToken(testApp: TestApp): Promise<string> {
  return String(await testApp.invitations.firstAdministrator.setupLink()).replace('setup:', '');
}

/** Accepts a setup link or an invitation. */
export function accept(testApp: TestApp, input: object): ReturnType<TestApp['mutate']> {
  return testApp.mutate('acceptInvitation', { input });
}

/** Returns the usernames of all administrators in the table. */
export async function administrators(testApp: TestApp): Promise<readonly Record<string, unknown>[]> {
  return testApp.sql("SELECT username FROM users WHERE role = 'ADMIN'");
}

/** Returns the reason of the rejection, or `done`. */
export async function reasonOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error: unknown) => (error instanceof DomainError ? error.reason : String(error)),
  );
}
