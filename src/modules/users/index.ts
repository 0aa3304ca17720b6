/**
 * Users: who they are, what they are called, where they stand, and what administrators do to them.
 * It will never see a hash, start or end a session by itself, or decide whether a request may come in.
 */

import type { EntitySchema } from 'typeorm';
import type {
  ChangeNotifications,
  Clock,
  EventPublisher,
  KeyedHash,
  Module,
  Transactions,
} from '../../shared/index.js';
import { type Administration, createAdministration } from './administration.js';
import { createIdempotency } from './idempotency.js';
import { idempotencyKeysTable } from './idempotency-keys.table.js';
import { typeormIdempotencyRepository } from './idempotency-keys.typeorm.js';
import type { Credentials, Links, LoginUnlocker, OneTimeLinks, PasswordRules } from './ports.js';
import { createSessionOwners, type SessionOwners } from './session-owners.js';
import { createUserChanges } from './user-changes.js';
import { typeormUserLists } from './user-lists.typeorm.js';
import { createUserWatch } from './user-watch.js';
import { createUsersCommands } from './users.commands.js';
import { createUsers, type Users } from './users.js';
import { createUsersResolvers } from './users.resolvers.js';
import { usersTable } from './users.table.js';
import { lockAdministrators, typeormUserRepository } from './users.typeorm.js';

export type { Administration } from './administration.js';
export type { NewUser } from './new-user.js';
export type { Links } from './ports.js';
export type { SessionOwner, SessionOwners } from './session-owners.js';
export type { User, UserStatus } from './user.js';
export type { Users } from './users.js';

/** What the module is built from. */
export interface UsersDependencies {
  readonly transactions: Transactions;
  readonly passwords: PasswordRules;
  readonly credentials: Credentials;
  readonly oneTimeTokens: OneTimeLinks;
  readonly links: Links;
  readonly loginUnlocker: LoginUnlocker;
  readonly events: EventPublisher;
  /** Fingerprints requests and signs cursors; its key is the same on all instances. */
  readonly keyedHash: KeyedHash;
  /** How the module learns of users changed on other instances. */
  readonly changeNotifications: ChangeNotifications;
  readonly clock: Clock;
}

/** The module and what it offers. */
export interface UsersModule extends Module {
  readonly users: Users;
  readonly administration: Administration;
  readonly sessionOwners: SessionOwners;
}

/** The module's tables. */
export const usersTables: readonly EntitySchema[] = [usersTable, idempotencyKeysTable];

/** Builds the module. */
export function createUsersModule(dependencies: UsersDependencies): UsersModule {
  const { transactions, events, clock, keyedHash } = dependencies;
  const repository = typeormUserRepository;
  const changes = createUserChanges({ repository, events, clock });
  const users = createUsers({ repository, changes, clock });
  const idempotency = createIdempotency({ repository: typeormIdempotencyRepository, keyedHash, clock });
  const administration = createAdministration({
    ...dependencies,
    users,
    repository,
    changes,
    idempotency,
    lists: typeormUserLists,
    lockAdministrators,
    keyedHash,
  });
  const watch = createUserWatch({
    users,
    reader: transactions.reader,
    changeNotifications: dependencies.changeNotifications,
  });
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
