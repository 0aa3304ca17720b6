import { type Reader, refuseAll, type UserId } from '../../shared/index.js';
import { readEmail } from './email-addresses.js';
import { isBrokenText, nameKey } from './name-key.js';
import type { UserRecord } from './user.js';
import type { UserRepository } from './user-repository.js';
import { emailTaken, usernameTaken } from './users-errors.js';

const maxIdentifierLength = 320;

/** A username or an email address as somebody typed it, in comparison form. */
export interface TypedName {
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
export function readTypedName(text: string): TypedName {
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

/**
 * Throws all of USERNAME_TAKEN and EMAIL_TAKEN that apply: another user, not deleted, has the name. The
 * address of a user who does not own it yet cannot be taken.
 */
export async function refuseTakenNames(
  { repository, emailChanges }: TakenNamesDependencies,
  reader: Reader,
  names: Pick<UserRecord, 'id' | 'usernameKey' | 'emailKey' | 'verificationPending'>,
  now: Date,
): Promise<void> {
  const byUsername = await repository.findByUsernameKey(reader, names.usernameKey);
  const isUsernameTaken = byUsername !== null && byUsername.id !== names.id;
  const isEmailTaken =
    !names.verificationPending &&
    (await isEmailUnavailable({ repository, emailChanges }, reader, names, now));
  refuseAll([isUsernameTaken ? usernameTaken : null, isEmailTaken ? emailTaken : null]);
}

/**
 * Returns true when another user owns the address, or has given it up so recently that they may get it back.
 * In this order: anyone who sees an address that was just given up also sees its reservation.
 */
async function isEmailUnavailable(
  { repository, emailChanges }: TakenNamesDependencies,
  reader: Reader,
  { id, emailKey }: Pick<UserRecord, 'id' | 'emailKey'>,
  now: Date,
): Promise<boolean> {
  const owner = await repository.findByEmailKey(reader, emailKey);
  if (owner !== null && owner.id !== id) return true;
  return emailChanges.isReserved(reader, emailKey, { except: id, now });
}

/** What the check of names reads. */
export interface TakenNamesDependencies {
  readonly repository: UserRepository;
  readonly emailChanges: ReservedEmails;
}

/** Addresses that were changed a short time ago. */
export interface ReservedEmails {
  /** Returns true while a user, not deleted, can get this address back. */
  isReserved(
    reader: Reader,
    emailKey: string,
    options: { readonly except: UserId; readonly now: Date },
  ): Promise<boolean>;
}
