import type { LoginUnlocker } from '../../platform/rate-limit/index.js';
import type { KeyedHash, ReadList } from '../../shared/index.js';
import type { Actor } from '../access/index.js';
import { createAdministrators, type LockAdministrators } from './administrators.js';
import {
  type CreatedUser,
  type CreateUserDependencies,
  type CreateUserInput,
  createCreateUser,
} from './create-user.js';
import { createDeleteUser, type DeleteUserInput } from './delete-user.js';
import { createDisableUser, type DisableUserInput } from './disable-user.js';
import type { EmailChangeRepository } from './email-changes.js';
import { createFindUser, type UserReference } from './find-user.js';
import { createResetUserPassword, type UserWithLink } from './reset-user-password.js';
import { createSetUserRole, type SetUserRoleInput } from './set-user-role.js';
import { createUnlockUser } from './unlock-user.js';
import { createUpdateUser, type UpdateProfileInput, type UpdateUserInput } from './update-user.js';
import type { User } from './user.js';
import type { UserChanges } from './user-changes.js';
import { createListUsers, type ListUsersInput, type UserLists, type UserPage } from './user-page.js';
import type { UserRepository } from './user-repository.js';

/**
 * Operations on users, shared by all entry points. Each runs in one transaction, in which the actor is judged
 * again (see `ActorTransactions`).
 * All throw USER_NOT_FOUND, and ROLE_ESCALATION when the actor's role does not include the target's role or
 * the new one. An operation that reduces a user's access ends their sessions and is rejected for the last
 * administrator.
 */
export interface Administration {
  /**
   * Creates an active user when a password is given; otherwise invites the user with a link that is returned
   * only once and valid for 7 days, and mailed to the user where mail is on.
   * Throws USERNAME_*, EMAIL_*, PASSWORD_*, INVALID_INPUT and IDEMPOTENCY_KEY_REUSED. A repeated request with
   * the same idempotency key returns the same user without the link.
   */
  createUser(input: CreateUserInput, actor: Actor): Promise<CreatedUser>;
  /**
   * Changes profile fields; never the role, the status or the password. Throws USERNAME_*, EMAIL_*,
   * INVALID_INPUT and VERSION_CONFLICT.
   */
  updateUser(input: UpdateUserInput, actor: Actor): Promise<User>;
  /** Changes the actor's own username, full name and locale. Throws like updateUser. */
  updateProfile(input: UpdateProfileInput, actor: Actor): Promise<User>;
  /**
   * Assigns a role. A demotion increments the security epoch, a promotion does not. Throws
   * SELF_TARGET_FORBIDDEN, VERSION_CONFLICT and LAST_ADMIN.
   */
  setUserRole(input: SetUserRoleInput, actor: Actor): Promise<User>;
  /**
   * Disables a user. Throws SELF_TARGET_FORBIDDEN, ILLEGAL_STATE (already disabled, or deleted), LAST_ADMIN
   * and INVALID_INPUT.
   */
  disableUser(input: DisableUserInput, actor: Actor): Promise<User>;
  /** Enables a disabled user. Throws ILLEGAL_STATE when the user is not disabled. */
  enableUser(id: string, actor: Actor): Promise<User>;
  /**
   * Clears the failed login attempts that temporarily lock a user out. Does nothing for a user who is not
   * locked out. Throws ILLEGAL_STATE for a deleted user.
   */
  unlockUser(id: string, actor: Actor): Promise<User>;
  /**
   * Marks the user as deleted and frees their names. The row remains until it is erased; the credential and
   * open links are removed. Throws SELF_TARGET_FORBIDDEN, ILLEGAL_STATE and LAST_ADMIN.
   */
  deleteUser(input: DeleteUserInput, actor: Actor): Promise<User>;
  /** Deletes the actor's own account, in the same way. Throws LAST_ADMIN. */
  deleteOwnAccount(actor: Extract<Actor, { readonly type: 'USER' }>): Promise<User>;
  /**
   * Removes the password immediately and returns a link that is valid for one hour, or mails it with
   * `sendMail`. A user who is still invited gets a new invitation instead. Throws ILLEGAL_STATE for the actor
   * themselves, for the last administrator and for a deleted user, and with `sendMail` also without mail and
   * for a user who signed up and has not verified the address.
   */
  resetUserPassword(
    id: string,
    actor: Actor,
    options?: { readonly sendMail?: boolean },
  ): Promise<UserWithLink>;
  /** Returns a page of users. Throws BAD_USER_INPUT. */
  list(input: ListUsersInput): Promise<UserPage>;
  /** Returns one user by exactly one of id, username and email, or null. Throws BAD_USER_INPUT. */
  find(reference: UserReference): Promise<User | null>;
}

export type AdministrationDependencies = CreateUserDependencies & {
  readonly repository: UserRepository;
  readonly emailChanges: EmailChangeRepository;
  readonly changes: UserChanges;
  readonly lists: UserLists;
  readonly lockAdministrators: LockAdministrators;
  readonly loginUnlocker: LoginUnlocker;
  readonly keyedHash: KeyedHash;
  readonly readList: ReadList;
};

export function createAdministration(dependencies: AdministrationDependencies): Administration {
  const { transactions, users } = dependencies;
  const guardedChangeDependencies = { ...dependencies, administrators: createAdministrators(dependencies) };
  return {
    createUser: createCreateUser(dependencies),
    ...createUpdateUser(dependencies),
    setUserRole: createSetUserRole(guardedChangeDependencies),
    ...createDisableUser(guardedChangeDependencies),
    unlockUser: createUnlockUser(dependencies),
    ...createDeleteUser(guardedChangeDependencies),
    resetUserPassword: createResetUserPassword(guardedChangeDependencies),
    list: createListUsers(dependencies),
    find: createFindUser(users, transactions.reader),
  };
}
