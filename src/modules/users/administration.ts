import type { KeyedHash } from '../../shared/index.js';
import type { Actor } from '../access/index.js';
import { createAdministrators } from './administrators.js';
import {
  type CreatedUser,
  type CreateUserDependencies,
  type CreateUserInput,
  createCreateUser,
} from './create-user.js';
import { createDeleteUser, type DeleteUserInput } from './delete-user.js';
import { createDisableUser, type DisableUserInput } from './disable-user.js';
import { createFindUser, type UserReference } from './find-user.js';
import type { LockAdministrators, LoginUnlocker } from './ports.js';
import { createResetUserPassword, type PasswordReset } from './reset-user-password.js';
import { createSetUserRole, type SetUserRoleInput } from './set-user-role.js';
import { createUnlockUser } from './unlock-user.js';
import { createUpdateUser, type UpdateProfileInput, type UpdateUserInput } from './update-user.js';
import type { User } from './user.js';
import type { UserChanges } from './user-changes.js';
import { createListUsers, type ListUsersInput, type UserLists, type UserPage } from './user-page.js';
import type { UserRepository } from './user-repository.js';

/**
 * What is done to users, one transaction each, for every door alike. All refuse with USER_NOT_FOUND and, for a target or a role above
 * the actor's own, ROLE_ESCALATION. What makes somebody weaker ends their sessions at once and can never meet the last administrator.
 */
export interface Administration {
  /**
   * With a password the user is active; without one they are invited by a link, shown once and open for 7 days. Refuses with USERNAME_*,
   * EMAIL_*, PASSWORD_*, INVALID_INPUT, IDEMPOTENCY_KEY_REUSED; the same request under the same key answers the same user, without the link.
   */
  createUser(input: CreateUserInput, actor: Actor): Promise<CreatedUser>;
  /** Refuses with USERNAME_*, EMAIL_*, INVALID_INPUT, VERSION_CONFLICT. Never touches role, state or password. */
  updateUser(input: UpdateUserInput, actor: Actor): Promise<User>;
  /** As updateUser, for the actor's own username, full name and locale. */
  updateProfile(input: UpdateProfileInput, actor: Actor): Promise<User>;
  /** Refuses with SELF_TARGET_FORBIDDEN, VERSION_CONFLICT, LAST_ADMIN. A demotion raises the security epoch, a promotion does not. */
  setUserRole(input: SetUserRoleInput, actor: Actor): Promise<User>;
  /** Refuses with SELF_TARGET_FORBIDDEN, ILLEGAL_STATE (disabled already, deleted), LAST_ADMIN, INVALID_INPUT. */
  disableUser(input: DisableUserInput, actor: Actor): Promise<User>;
  /** Refuses with ILLEGAL_STATE for who is not disabled. */
  enableUser(id: string, actor: Actor): Promise<User>;
  /** Forgets the failed attempts that shut a user out for a while; nothing happens to who is not. Refuses with ILLEGAL_STATE for a deleted user. */
  unlockUser(id: string, actor: Actor): Promise<User>;
  /** Keeps the row and frees the names; credential and open links go. Refuses with SELF_TARGET_FORBIDDEN, ILLEGAL_STATE, LAST_ADMIN. */
  deleteUser(input: DeleteUserInput, actor: Actor): Promise<User>;
  /**
   * The old password stops working at once; the link is open for an hour. Who is still invited gets a new invitation instead.
   * Refuses with ILLEGAL_STATE for oneself, for the last administrator and for a deleted user.
   */
  resetUserPassword(id: string, actor: Actor): Promise<PasswordReset>;
  /** A page of users; refuses with BAD_USER_INPUT. */
  list(input: ListUsersInput): Promise<UserPage>;
  /** One user by exactly one name; null for nobody. Refuses with BAD_USER_INPUT. */
  find(reference: UserReference): Promise<User | null>;
}

/** What the operations are built from. */
export type AdministrationDependencies = CreateUserDependencies & {
  readonly repository: UserRepository;
  readonly changes: UserChanges;
  readonly lists: UserLists;
  readonly lockAdministrators: LockAdministrators;
  readonly loginUnlocker: LoginUnlocker;
  readonly keyedHash: KeyedHash;
};

/** Puts the operations together. */
export function createAdministration(dependencies: AdministrationDependencies): Administration {
  const { transactions, users } = dependencies;
  const guardedChangeDependencies = { ...dependencies, administrators: createAdministrators(dependencies) };
  return {
    createUser: createCreateUser(dependencies),
    ...createUpdateUser(dependencies),
    setUserRole: createSetUserRole(guardedChangeDependencies),
    ...createDisableUser(guardedChangeDependencies),
    unlockUser: createUnlockUser(dependencies),
    deleteUser: createDeleteUser(guardedChangeDependencies),
    resetUserPassword: createResetUserPassword(guardedChangeDependencies),
    list: createListUsers({ ...dependencies, reader: transactions.reader }),
    find: createFindUser(users, transactions.reader),
  };
}
