/**
 * Users: their names, roles, status and administration.
 * This module never handles password hashes, never starts or ends a session itself, and never authenticates a
 * request.
 */

import type { EntitySchema } from 'typeorm';
import type { LoginUnlocker } from '../../platform/rate-limit/index.js';
import type {
  ChangeNotifications,
  Clock,
  EventPublisher,
  KeyedHash,
  Module,
  ReadList,
} from '../../shared/index.js';
import { type ActorTransactions, cordonRoles, type Roles } from '../access/index.js';
import type { Mailer, MailPages } from '../mail/index.js';
import type { PasswordCredentials, Passwords } from '../passwords/index.js';
import type { SessionOwners } from '../sessions/index.js';
import type { OneTimeTokens } from '../tokens/index.js';
import { typeormAccountLookup } from './account-lookup.typeorm.js';
import { type Administration, createAdministration } from './administration.js';
import type { Links } from './create-user.js';
import { createEmailChanges, type EmailChanges } from './email-changes.js';
import { emailChangesTable } from './email-changes.table.js';
import { findPersonalEmailChanges, typeormEmailChangeRepository } from './email-changes.typeorm.js';
import { createEraseUser } from './erase-user.js';
import { createExportUsers } from './export-users.js';
import { createIdempotency } from './idempotency.js';
import { typeormIdempotencyRepository } from './idempotency.typeorm.js';
import { idempotencyKeysTable } from './idempotency-keys.table.js';
import { createImportUsers } from './import-users.js';
import { personalProfile } from './personal-data.js';
import { createSessionOwners } from './session-owners.js';
import { createUserChanges } from './user-changes.js';
import { countUsers, type UserCounts } from './user-counts.typeorm.js';
import { typeormUserLists } from './user-page.typeorm.js';
import { lockAdministrators, typeormUserRepository } from './user-repository.typeorm.js';
import { createUserWatch } from './user-watch.js';
import { createUsersCommands } from './users.commands.js';
import { createUsers, type Users } from './users.js';
import { createUsersResolvers } from './users.resolvers.js';
import { usersTable } from './users.table.js';

export { nobody } from './account-lookup.js';
export type { Administration } from './administration.js';
export {
  type CreatedUser,
  type CreateUserInput,
  invitationTtlSeconds,
  type Links,
} from './create-user.js';
export type { ChangedEmail, EmailChanges } from './email-changes.js';
export type { UserReference } from './find-user.js';
export { requireReason } from './lock-user.js';
export type { NewUser } from './new-user.js';
export { passwordResetTtlSeconds, type UserWithLink } from './reset-user-password.js';
export type { SetUserRoleInput } from './set-user-role.js';
export type { User, UserStatus } from './user.js';
export type { UserCounts } from './user-counts.typeorm.js';
export type { UndeclaredRole } from './user-repository.js';
export type { FoundAccount, Users } from './users.js';
export { selfTarget } from './users-errors.js';

/** The dependencies of the users module. */
export interface UsersDependencies {
  /** Default: the roles of Cordon. */
  readonly roles?: Roles;
  readonly transactions: ActorTransactions;
  /** Default: reads like `transactions.reader`. */
  readonly readList?: ReadList;
  readonly passwords: Passwords;
  readonly credentials: PasswordCredentials;
  readonly oneTimeTokens: OneTimeTokens;
  readonly links: Links;
  readonly mailer: Mailer;
  readonly pages: MailPages;
  readonly loginUnlocker: LoginUnlocker;
  readonly events: EventPublisher;
  /** Fingerprints requests and signs cursors; its key is the same on all instances. */
  readonly keyedHash: KeyedHash;
  /** Default: 30. */
  readonly eraseDeletedAfterDays?: number;
  /** How long tokens of expired links are kept. Default: 30. */
  readonly linkRetentionDays?: number;
  /** Reports users that changed on other instances. */
  readonly changeNotifications: ChangeNotifications;
  readonly clock: Clock;
}

/** The users module and the services it provides. */
export interface UsersModule extends Module {
  readonly users: Users;
  readonly administration: Administration;
  readonly emailChanges: EmailChanges;
  readonly sessionOwners: SessionOwners;
  /** Reads the whole table. */
  countUsers(): Promise<UserCounts>;
}

/** The tables `users`, `idempotency_keys` and `email_changes`. */
export const usersTables: readonly EntitySchema[] = [usersTable, idempotencyKeysTable, emailChangesTable];

/** Creates the users module. */
export function createUsersModule(dependencies: UsersDependencies): UsersModule {
  const { roles = cordonRoles, transactions, events, clock, keyedHash } = dependencies;
  const repository = typeormUserRepository;
  const changes = createUserChanges({ repository, events, clock });
  const emailChanges = typeormEmailChangeRepository;
  const own = { ...dependencies, repository, changes };
  const users = createUsers({ ...own, roles, accounts: typeormAccountLookup, emailChanges });
  const emailChangesService = createEmailChanges({ linkRetentionDays: 30, ...own, emailChanges });
  const idempotency = createIdempotency({ repository: typeormIdempotencyRepository, keyedHash, clock });
  const administration = createAdministration({
    readList: (read) => read(transactions.reader),
    ...dependencies,
    roles,
    users,
    repository,
    emailChanges,
    changes,
    idempotency,
    lists: typeormUserLists,
    lockAdministrators,
    keyedHash,
  });
  const eraser = createEraseUser({ eraseDeletedAfterDays: 30, ...own });
  const watch = createUserWatch({
    users,
    reader: transactions.reader,
    changeNotifications: dependencies.changeNotifications,
  });
  return {
    name: 'users',
    fieldsWithoutSecondFactor: ['Query.me'],
    users,
    administration,
    emailChanges: emailChangesService,
    sessionOwners: createSessionOwners(roles, repository, clock),
    personalData: async (userId) => {
      const user = await users.find(transactions.reader, userId);
      const changed = await findPersonalEmailChanges(transactions.reader, userId);
      return user === null ? {} : { profile: personalProfile(user), emailChanges: changed };
    },
    countUsers: () => countUsers(transactions.reader, clock.now()),
    resolvers: {
      ...createUsersResolvers({ roles, users, administration, watch, reader: transactions.reader, clock }),
    },
    commands: createUsersCommands({
      roles,
      administration,
      eraser,
      importUsers: createImportUsers({ ...dependencies, roles, repository, emailChanges, changes }),
      exportUsers: createExportUsers({ repository, reader: transactions.reader }),
    }),
    sweep: async (all) => {
      await idempotency.sweep(all);
      await emailChangesService.sweep(all);
      await eraser.sweep();
    },
  };
}
