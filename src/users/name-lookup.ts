import { type Reader, refuseAll } from '../kernel/index.js';
import { readEmail } from './email-addresses.js';
import { isBrokenText, nameKey } from './name-key.js';
import type { UserRecord } from './user.js';
import type { UserRepository } from './user-repository.js';
import { emailTaken, usernameTaken } from './users-errors.js';

/** The living person behind what was typed; null for text that can be nobody's name. */
export async function findByIdentifier(
  repository: UserRepository,
  reader: Reader,
  text: string,
): Promise<UserRecord | null> {
  if (text.length > 320 || isBrokenText(text)) return null;
  // After NFKC, because a full-width at sign is one too. No username holds one, so there is no ambiguity.
  if (!text.normalize('NFKC').includes('@')) return repository.findByUsernameKey(reader, nameKey(text));
  const address = readEmail(text);
  return address === null ? null : repository.findByEmailKey(reader, address.emailKey);
}

/** Refuses with every name that a living person other than the record's own has already. */
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
