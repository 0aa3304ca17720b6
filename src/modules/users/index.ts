/**
 * People: who they are, what they are called, where they stand, and what administrators do to them.
 * It will never see a hash, start or end a session by itself, or decide whether a request may come in.
 */

import type { EntitySchema } from 'typeorm';
import type { ChangeNotices, Clock, EventPublisher, Room, Transactions } from '../../shared/index.js';
import { type Administration, createAdministration } from './administration.js';
import { createIdempotency } from './idempotency.js';
import { idempotencyKeysTable } from './idempotency-keys.table.js';
import { idempotencyKeysInDatabase } from './idempotency-keys.typeorm.js';
import type { Credentials, Links, OneTimeLinks, PasswordRules, Unlocking } from './ports.js';
import { createSessionOwners, type SessionOwners } from './session-owners.js';
import { createUserChanges } from './user-changes.js';
import { userListsInDatabase } from './user-lists.typeorm.js';
import { createUserWatch } from './user-watch.js';
import { createUsersCommands } from './users.commands.js';
import { createUsers, type Users } from './users.js';
import { createUsersResolvers } from './users.resolvers.js';
import { usersTable } from './users.table.js';
import { lockAdministrators, usersInDatabase } from './users.typeorm.js';

export type { Administration } from './administration.js';
export type { NewUser } from './new-user.js';
export type { Links } from './ports.js';
export type { SessionOwner, SessionOwners } from './session-owners.js';
export type { User, UserStatus } from './user.js';
export type { Users } from './users.js';

/** What the room is built from. */
export interface UsersDependencies {
  readonly transactions: Transactions;
  readonly passwords: PasswordRules;
  readonly credentials: Credentials;
  readonly oneTimeTokens: OneTimeLinks;
  readonly links: Links;
  readonly unlocking: Unlocking;
  readonly events: EventPublisher;
  /** For fingerprints of requests and the seals of cursors: secret, and the same on all instances; asked when used, because keys are opened after the rooms are built. */
  readonly fingerprintKey: () => Buffer;
  /** How the room learns of people changed on other instances. */
  readonly notices: ChangeNotices;
  readonly clock: Clock;
}

/** The room and what it offers. */
export interface UsersRoom extends Room {
  readonly users: Users;
  readonly administration: Administration;
  readonly sessionOwners: SessionOwners;
}

/** The room's tables. */
export const usersTables: readonly EntitySchema[] = [usersTable, idempotencyKeysTable];

/** Builds the room. */
export function createUsersRoom(dependencies: UsersDependencies): UsersRoom {
  const { transactions, events, clock, fingerprintKey } = dependencies;
  const repository = usersInDatabase;
  const changes = createUserChanges({ repository, events, clock });
  const users = createUsers({ repository, changes, clock });
  const idempotency = createIdempotency({ repository: idempotencyKeysInDatabase, fingerprintKey, clock });
  const administration = createAdministration({
    ...dependencies,
    users,
    repository,
    changes,
    idempotency,
    lists: userListsInDatabase,
    lockAdministrators,
    cursorKey: fingerprintKey,
  });
  const watch = createUserWatch({ users, reader: transactions.reader, notices: dependencies.notices });
  return {
    name: 'users',
    users,
    administration,
    sessionOwners: createSessionOwners(repository, clock),
    resolvers: { ...createUsersResolvers({ users, administration, watch, reader: transactions.reader }) },
    commands: createUsersCommands(administration),
    sweep: idempotency.sweep,
  };
}
