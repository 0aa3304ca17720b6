import type { Role } from '../access/index.js';
import type { Clock, Reader, UserId } from '../kernel/index.js';
import { isDisabled } from './user.js';
import type { UserRepository } from './user-repository.js';

/** What a session must know of the person it belongs to. */
export interface SessionOwner {
  readonly id: UserId;
  readonly role: Role;
  readonly securityEpoch: number;
  readonly disabled: boolean;
  readonly deleted: boolean;
}

/** Keeps the port that the sessions room declares. */
export interface SessionOwners {
  /** Null when nobody ever had the id. */
  find(reader: Reader, userId: UserId): Promise<SessionOwner | null>;
}

/** Makes the adapter; a disable whose end has come does not count. */
export function createSessionOwners(repository: UserRepository, clock: Clock): SessionOwners {
  return {
    find: async (reader, userId) => {
      const record = await repository.find(reader, userId);
      if (record === null) return null;
      const { id, role, securityEpoch } = record;
      const disabled = isDisabled(record, clock.now());
      return { id, role, securityEpoch, disabled, deleted: record.deletedAt !== null };
    },
  };
}
