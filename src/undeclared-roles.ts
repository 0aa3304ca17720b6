import type { App } from './app-types.js';
import type { UndeclaredRole } from './modules/users/index.js';
import type { Log } from './shared/index.js';

/** Returns the roles that users have, but that are not declared. The database must be open. */
export function findUndeclaredRoles({ users, database }: App): Promise<readonly UndeclaredRole[]> {
  return users.users.undeclaredRoles(database.transactions.reader);
}

/** Logs a warning when there are users who cannot sign in because their role is not declared. */
export async function logUndeclaredRoles(app: App, log: Pick<Log, 'warn'>): Promise<void> {
  const roles = await findUndeclaredRoles(app);
  if (roles.length === 0) return;
  log.warn({ roles }, 'users have roles that are not declared, and cannot sign in; assign them another role');
}
