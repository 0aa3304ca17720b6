import type { Reader, UserId } from '../../shared/index.js';
import type { Role } from '../access/index.js';

/** The facts about a user that sessions depend on. */
export interface SessionOwner {
  readonly id: UserId;
  readonly role: Role;
  readonly securityEpoch: number;
  /** True for a role that is not declared; false again after the end of a temporary disablement. */
  readonly disabled: boolean;
  readonly deleted: boolean;
}

/** Finds the users of sessions. Implemented by the module `users`. */
export interface SessionOwners {
  /** Returns the user, deleted or not; null when the id is unknown. */
  find(reader: Reader, userId: UserId): Promise<SessionOwner | null>;
  /** Returns the user, not deleted, with this id, username or email address; null otherwise. */
  findByIdentifier(reader: Reader, text: string): Promise<SessionOwner | null>;
}
