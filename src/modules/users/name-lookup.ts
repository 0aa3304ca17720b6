import { type Reader, refuseAll } from '../../shared/index.js';
import { readEmail } from './email-addresses.js';
import { isBrokenText, nameKey } from './name-key.js';
import type { UserRecord } from './user.js';
import type { UserRepository } from './user-repository.js';
import { emailTaken, usernameTaken } from './users-errors.js';

const maxIdentifierLength = 320;

/** A username or an email address as somebody typed it, in comparison form. */
interface TypedName {
  readonly kind: 'USERNAME' | 'EMAIL';
  readonly key: string;
  /** False for text that no username and no email address can be. */
  readonly isPossible: boolean;
}

/**
 * Parses what somebody typed to name a user. Every look-up uses it: leading and trailing whitespace is
 * ignored, and all spellings have one key. An `@`, after NFKC, which converts the full-width one, makes it an
 * email address: usernames contain none.
 */
function readTypedName(text: string): TypedName {
  // No name is longer, so the rest makes no difference to the key. Bounds the work.
  const typed = text.trim().slice(0, maxIdentifierLength + 1);
  const isPossible = typed.length <= maxIdentifierLength && !isBrokenText(typed);
  if (!typed.normalize('NFKC').includes('@')) return { kind: 'USERNAME', key: nameKey(typed), isPossible };
  const address = readEmail(typed);
  if (address === null) return { kind: 'EMAIL', key: nameKey(typed), isPossible: false };
  return { kind: 'EMAIL', key: address.emailKey, isPossible };
}

/**
 * Returns the user, not deleted, with this username or email address; null for text that is not a valid name.
 */
export async function findByIdentifier(
  repository: UserRepository,
  reader: Reader,
  text: string,
): Promise<UserRecord | null> {
  const { kind, key, isPossible } = readTypedName(text);
  if (!isPossible) return null;
  return kind === 'EMAIL'
    ? repository.findByEmailKey(reader, key)
    : repository.findByUsernameKey(reader, key);
}

/**
 * Returns one key for all spellings of a login identifier, whether a user has it or not. It is the key by
 * which usernames and email addresses are found, so that attempts under different spellings are counted
 * together.
 */
export function identifierKey(text: string): string {
  return readTypedName(text).key;
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
