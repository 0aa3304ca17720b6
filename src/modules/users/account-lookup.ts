import type { Reader, UserId } from '../../shared/index.js';
import type { PasswordCredential } from '../passwords/index.js';
import { readTypedName } from './name-lookup.js';
import type { UserRecord } from './user.js';

/**
 * The nil UUID (RFC 9562 5.9), the id of no row: an unknown name costs the same statements as a known one.
 */
// A constant in the form of an id, hence the cast.
export const nobody = '00000000-0000-0000-0000-000000000000' as UserId;

/** What an attempt to prove a password names: a key of `name-lookup.ts`, or the id of the caller. */
export interface AccountName {
  readonly kind: 'USERNAME' | 'EMAIL' | 'ID';
  readonly key: string;
}

/** A user with the stored password, both null when there is none. */
export interface AccountRecord {
  readonly user: UserRecord | null;
  readonly credential: PasswordCredential | null;
}

/** Finds users with their stored passwords. */
export interface AccountLookup {
  /**
   * Returns the user of the name with the stored password, in one statement. Users found by id may be
   * deleted.
   */
  findAccount(reader: Reader, name: AccountName): Promise<AccountRecord>;
}

/**
 * Like findByIdentifier, with the stored password. Sends the same statement for text that is not a valid
 * name.
 */
export function findNamedAccount(
  accounts: AccountLookup,
  reader: Reader,
  text: string,
): Promise<AccountRecord> {
  const { kind, key, isPossible } = readTypedName(text);
  // No user has an empty name.
  return accounts.findAccount(reader, { kind, key: isPossible ? key : '' });
}
