import { parseUserId } from '../../shared/index.js';
import { type ActorTransactions, accountDisabled, type Roles, userNotFound } from '../access/index.js';
import type { IssuedTokens, Sessions } from '../sessions/index.js';
import type { Users } from '../users/index.js';
import { invitationOpen } from './login-errors.js';
import { narrowScope } from './narrow-scope.js';

/**
 * Starts a session for a user without a password, for tests and scripts of the host application; no entry
 * point for clients may call it. The audit log has it as a login that the server started. Throws
 * USER_NOT_FOUND, also for a deleted user, ACCOUNT_DISABLED, ILLEGAL_STATE for a user who has not accepted
 * their invitation, and SCOPE_NOT_ALLOWED.
 */
export type IssueTokens = (
  userId: string,
  options?: { readonly scope?: readonly string[] },
) => Promise<IssuedTokens>;

export interface IssueTokensDependencies {
  readonly roles: Roles;
  readonly transactions: ActorTransactions;
  readonly users: Users;
  readonly sessions: Sessions;
}

export function createIssueTokens({
  roles,
  transactions,
  users,
  sessions,
}: IssueTokensDependencies): IssueTokens {
  return (userId, { scope = null }: { readonly scope?: readonly string[] | null } = {}) =>
    transactions.runAs({ type: 'SYSTEM' }, { users: [userId] }, async (transaction) => {
      const id = parseUserId(userId);
      const user = id === null ? null : await users.find(transaction, id);
      if (user === null || user.status === 'DELETED') throw userNotFound();
      if (user.disabled) throw accountDisabled();
      if (user.status === 'INVITED') throw invitationOpen();
      return sessions.startSession(transaction, {
        user,
        client: null,
        deviceName: null,
        scope: narrowScope(roles, user.role, scope),
      });
    });
}
