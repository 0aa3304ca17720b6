import { type Reader, refuseAll } from '../../shared/index.js';
import { readEmail } from './email-addresses.js';
import { isBrokenText, nameKey } from './name-key.js';
import type { UserRecord } from './user.js';
import type { UserRepository } from './user-repository.js';
import { emailTaken, usernameTaken } from './users-errors.js';

const longestIdentifier = 320;

/** The living user behind what was typed; null for text that can be nobody's name. */
export async function findByIdentifier(
  repository: UserRepository,
  reader: Reader,
  text: string,
): Promise<UserRecord | null> {
  if (text.length > longestIdentifier || isBrokenText(text)) return null;
  // After NFKC, because a full-width at sign is one too. No username holds one, so there is no ambiguity.
  if (!text.normalize('NFKC').includes('@')) return repository.findByUsernameKey(reader, nameKey(text));
  const address = readEmail(text);
  return address === null ? null : repository.findByEmailKey(reader, address.emailKey);
}

/**
 * One key for every spelling of what can be typed to sign in, somebody's name or not: the one that names and addresses are found by, wherever it
 * could be one of them, so that no spelling is another name to a counter. Blanks at the ends are no part of it.
 */
export function identifierKey(text: string): string {
  // No name is this long: the rest of it makes no difference, and no work.
  const typed = text.slice(0, longestIdentifier + 1).trim();
  const address = typed.normalize('NFKC').includes('@') ? readEmail(typed) : null;
  return address === null ? nameKey(typed) : address.emailKey;
}

/** Refuses with every name that a living user other than the record's own has already. */
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
