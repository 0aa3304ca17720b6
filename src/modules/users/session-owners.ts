import { type Clock, parseUserId, type Reader, type UserId } from '../../shared/index.js';
import { isDisabled, type Role } from '../access/index.js';
import { findByIdentifier } from './name-lookup.js';
import type { UserRecord } from './user.js';
import type { UserRepository } from './user-repository.js';

/** The facts about a user that sessions depend on. */
export interface SessionOwner {
  readonly id: UserId;
  readonly role: Role;
  readonly securityEpoch: number;
  readonly disabled: boolean;
  readonly deleted: boolean;
}

/** Implements the port that the sessions module declares. */
export interface SessionOwners {
  /** Returns the user, deleted or not, or null when the id is unknown. */
  find(reader: Reader, userId: UserId): Promise<SessionOwner | null>;
  /** Returns the user, not deleted, with this id, username or email address. */
  findByIdentifier(reader: Reader, text: string): Promise<SessionOwner | null>;
}

/** A disable that has expired does not count. */
export function createSessionOwners(repository: UserRepository, clock: Clock): SessionOwners {
  const ownerOf = (record: UserRecord | null): SessionOwner | null => {
    if (record === null) return null;
    const { id, role, securityEpoch } = record;
    return {
      id,
      role,
      securityEpoch,
      disabled: isDisabled(record, clock.now()),
      deleted: record.deletedAt !== null,
    };
  };
  return {
    find: async (reader, userId) => ownerOf(await repository.find(reader, userId)),
    findByIdentifier: async (reader, text) => {
      const userId = parseUserId(text);
      if (userId === null) return ownerOf(await findByIdentifier(repository, reader, text));
      const owner = ownerOf(await repository.find(reader, userId));
      return owner === null || owner.deleted ? null : owner;
    },
  };
}
