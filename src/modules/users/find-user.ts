import { badUserInput, parseUserId, type Reader } from '../../shared/index.js';
import type { User } from './user.js';
import type { Users } from './users.js';

/** Identifies one user; exactly one member is given. */
export interface UserReference {
  readonly id?: string | null;
  readonly username?: string | null;
  readonly email?: string | null;
}

/**
 * Finds a user by id, including deleted users, or by username or email, excluding deleted users. Throws
 * BAD_USER_INPUT unless exactly one member is given.
 */
export type FindUser = (reference: UserReference) => Promise<User | null>;

export function createFindUser(users: Users, reader: Reader): FindUser {
  return async ({ id = null, username = null, email = null }) => {
    const given = [id, username, email].filter((name) => name !== null);
    if (given.length !== 1) throw badUserInput('Exactly one of id, username and email is required.');
    if (id !== null) {
      const userId = parseUserId(id);
      return userId === null ? null : users.find(reader, userId);
    }
    // A username contains no @ and an email address always does, so neither argument matches the other kind
    // of name.
    const name = username ?? email ?? '';
    const isAddress = name.normalize('NFKC').includes('@');
    return isAddress === (email !== null) ? users.findByIdentifier(reader, name) : null;
  };
}
