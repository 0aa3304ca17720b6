import { badUserInput, parseUserId, type Reader } from '../../shared/index.js';
import type { User } from './user.js';
import type { Users } from './users.js';

/** Names one user; exactly one member is given. */
export interface UserReference {
  readonly id?: string | null;
  readonly username?: string | null;
  readonly email?: string | null;
}

/** Finds one user: by id deleted users too, by name only the living. Refuses with BAD_USER_INPUT none or several members. */
export type FindUser = (reference: UserReference) => Promise<User | null>;

/** Makes the operation. */
export function createFindUser(users: Users, reader: Reader): FindUser {
  return async ({ id = null, username = null, email = null }) => {
    const given = [id, username, email].filter((name) => name !== null);
    if (given.length !== 1) throw badUserInput('Give exactly one of id, username and email.');
    if (id !== null) {
      const userId = parseUserId(id);
      return userId === null ? null : users.find(reader, userId);
    }
    // A username holds no @ and an address always does, so neither argument finds by the other.
    const name = username ?? email ?? '';
    const isAddress = name.normalize('NFKC').includes('@');
    return isAddress === (email !== null) ? users.findByIdentifier(reader, name) : null;
  };
}
