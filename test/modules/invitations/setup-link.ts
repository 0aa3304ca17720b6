import { DomainError } from '../../../src/shared/index.js';
import type { SigningIn } from '../../helpers/create-test-app.js';

/** The token of a fresh setup link. */
export async function setupToken(here: SigningIn): Promise<string> {
  return String(await here.invitations.firstAdministrator.setupLink()).replace('setup:', '');
}

/** Takes a setup link or an invitation up. */
export function accept(here: SigningIn, input: object): ReturnType<SigningIn['mutate']> {
  return here.mutate('acceptInvitation', { input });
}

/** The names of all administrators, as the table has them. */
export async function administrators(here: SigningIn): Promise<readonly Record<string, unknown>[]> {
  return here.sql("SELECT username FROM users WHERE role = 'ADMIN'");
}

/** The reason why something was refused, or `done`. */
export async function reasonOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error: unknown) => (error instanceof DomainError ? error.reason : String(error)),
  );
}
