import type { Reader, UserId } from '../../shared/index.js';
import type { Role } from '../access/index.js';

/** What this module must know of a user. */
export interface SessionOwner {
  readonly id: UserId;
  readonly role: Role;
  readonly securityEpoch: number;
  /** False again once the end of a disablement has passed. */
  readonly disabled: boolean;
  readonly deleted: boolean;
}

/** Knows the users whose sessions these are; the module `users` keeps it. */
export interface SessionOwners {
  find(reader: Reader, userId: UserId): Promise<SessionOwner | null>;
  /** By id, username or email, as an operator types them; among the active. */
  findByIdentifier(reader: Reader, text: string): Promise<SessionOwner | null>;
}
