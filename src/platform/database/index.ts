/**
 * The floor under every module's storage: how the database is reached, what a transaction is, how its tables came to be.
 * It knows no table's meaning and no rule.
 */

export { advisoryLock, type LockName } from './advisory-lock.js';
export { beforeCommit } from './before-commit.js';
export type { DatabaseConfig } from './connection.js';
export { createDatabase, type Database } from './database.js';
export { entityManager } from './entity-manager.js';
export { assertNotNewer, type MigrationStatus } from './migrate.js';
export type { NotificationChannel } from './notification-channel.js';
export { isUniqueViolation, translateDatabaseError } from './translate-database-error.js';
