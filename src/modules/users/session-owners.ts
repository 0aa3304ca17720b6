import { type Clock, parseUserId, type Reader, type UserId } from '../../shared/index.js';
import type { Role } from '../access/index.js';
import { findByIdentifier } from './name-lookup.js';
import { isDisabled, type UserRecord } from './user.js';
import type { UserRepository } from './user-repository.js';

/** What a session must know of the user it belongs to. */
export interface SessionOwner {
  readonly id: UserId;
  readonly role: Role;
  readonly securityEpoch: number;
  readonly disabled: boolean;
  readonly deleted: boolean;
}

/** Keeps the port that the sessions module declares. */
export interface SessionOwners {
  /** Null when nobody ever had the id. */
  find(reader: Reader, userId: UserId): Promise<SessionOwner | null>;
  /** The living user whom the text names: an id, a username or an address. */
  findByIdentifier(reader: Reader, text: string): Promise<SessionOwner | null>;
}

/** Makes the adapter; a disable whose end has come does not count. */
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
