import { type Reader, refuseAll } from '../../shared/index.js';
import { readEmail } from './email-addresses.js';
import { isBrokenText, nameKey } from './name-key.js';
import type { UserRecord } from './user.js';
import type { UserRepository } from './user-repository.js';
import { emailTaken, usernameTaken } from './users-errors.js';

const maxIdentifierLength = 320;

/**
 * Returns the user, not deleted, with this username or email address; null for text that is not a valid name.
 */
export async function findByIdentifier(
  repository: UserRepository,
  reader: Reader,
  text: string,
): Promise<UserRecord | null> {
  if (text.length > maxIdentifierLength || isBrokenText(text)) return null;
  // Checked after NFKC, which converts a full-width at sign. Usernames contain no @, so there is no
  // ambiguity.
  if (!text.normalize('NFKC').includes('@')) return repository.findByUsernameKey(reader, nameKey(text));
  const address = readEmail(text);
  return address === null ? null : repository.findByEmailKey(reader, address.emailKey);
}

/**
 * Returns one key for all spellings of a login identifier, whether a user has it or not. It is the key by
 * which usernames and email addresses are found, so that attempts under different spellings are counted
 * together. Leading and trailing whitespace is ignored.
 */
export function identifierKey(text: string): string {
  // No name is this long, so the rest makes no difference. Bounds the work.
  const typed = text.slice(0, maxIdentifierLength + 1).trim();
  const address = typed.normalize('NFKC').includes('@') ? readEmail(typed) : null;
  return address === null ? nameKey(typed) : address.emailKey;
}

/** Throws all of USERNAME_TAKEN and EMAIL_TAKEN that apply: another user, not deleted, has the name. */
export async function refuseTakenNames(
  repository: UserRepository,
  reader: Reader,
  names: Pick<UserRecord, 'id' | 'usernameKey' | 'emailKey'>,
): Promise<void> {
  const byUsername = await repository.findByUsernameKey(reader, names.usernameKey);
  const byEmail = await repository.findByEmailKey(reader, names.emailKey);
  refuseAll([
    byUsername === null || byUsername.id === names.id ? null : usernameTaken,
    byEmail === null || byEmail.id === names.id ? null : emailTaken,
  ]);
}
