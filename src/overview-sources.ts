import type { AuditModule } from './modules/audit/index.js';
import type { KeysModule } from './modules/keys/index.js';
import { createOverviewModule } from './modules/overview/index.js';
import type { SessionsModule } from './modules/sessions/index.js';
import type { UsersModule } from './modules/users/index.js';
import type { Config } from './platform/config/index.js';
import type { Database } from './platform/database/index.js';
import type { Module } from './shared/index.js';

/** Builds the overview from what the other modules know. */
export function connectOverview(
  config: Config,
  { notifications, transactions, clock }: Pick<Database, 'notifications' | 'transactions' | 'clock'>,
  modules: {
    readonly keys: KeysModule;
    readonly users: UsersModule;
    readonly sessions: SessionsModule;
    readonly audit: AuditModule;
  },
): Module {
  const { keys, users, sessions, audit } = modules;
  return createOverviewModule({
    configuration: config.effectiveValues,
    countUsers: users.countUsers,
    countActiveSessions: sessions.countActive,
    countByHour: audit.countByHour,
    findLastCheck: audit.findLastCheck,
    listKeys: keys.administration.listKeys,
    findUndeclaredRoles: () => users.users.undeclaredRoles(transactions.reader),
    receivesNotifications: notifications.isLive,
    isProduction: config.isProduction,
    introspection: config.graphql.introspection,
    hasPreviousMasterKey: config.keys.previousMasterKey !== null,
    clock,
  });
}
