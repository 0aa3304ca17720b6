import { type Clock, parseUserId } from '../../shared/index.js';
import { isDisabled, type Roles } from '../access/index.js';
import type { SessionOwner, SessionOwners } from '../sessions/index.js';
import { findByIdentifier } from './name-lookup.js';
import type { UserRecord } from './user.js';
import type { UserRepository } from './user-repository.js';

/** Implements the port that the sessions module declares. A disable that has expired does not count. */
export function createSessionOwners(roles: Roles, repository: UserRepository, clock: Clock): SessionOwners {
  const ownerOf = (record: UserRecord | null): SessionOwner | null => {
    if (record === null) return null;
    const { id, role, securityEpoch } = record;
    return {
      id,
      role,
      securityEpoch,
      disabled: isDisabled(record, clock.now()) || !roles.admits(role),
      deleted: record.deletedAt !== null,
    };
  };
  return {
    find: async (reader, userId) => ownerOf(await repository.find(reader, userId)),
    findByIdentifier: async (reader, text) => {
      const userId = parseUserId(text.trim());
      if (userId === null) return ownerOf(await findByIdentifier(repository, reader, text));
      const owner = ownerOf(await repository.find(reader, userId));
      return owner === null || owner.deleted ? null : owner;
    },
  };
}
