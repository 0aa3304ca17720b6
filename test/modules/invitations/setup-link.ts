import { DomainError } from '../../../src/shared/index.js';
import type { TestApp } from '../../helpers/create-test-app.js';

/** The token of a fresh setup link. */
export async function setupToken(testApp: TestApp): Promise<string> {
  return String(await testApp.invitations.firstAdministrator.setupLink()).replace('setup:', '');
}

/** Takes a setup link or an invitation up. */
export function accept(testApp: TestApp, input: object): ReturnType<TestApp['mutate']> {
  return testApp.mutate('acceptInvitation', { input });
}

/** The names of all administrators, as the table has them. */
export async function administrators(testApp: TestApp): Promise<readonly Record<string, unknown>[]> {
  return testApp.sql("SELECT username FROM users WHERE role = 'ADMIN'");
}

/** The reason why something was refused, or `done`. */
export async function reasonOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error: unknown) => (error instanceof DomainError ? error.reason : String(error)),
  );
}
