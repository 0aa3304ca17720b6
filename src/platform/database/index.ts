/**
 * The database below the storage files of all modules: connection, transactions, migrations and change
 * notifications. It contains no rules and does not interpret any table.
 */

export type { EntityManager } from 'typeorm';
export { advisoryLock, type LockName } from './advisory-lock.js';
export { afterCommit } from './after-commit.js';
export { awaitBeforeCommit, beforeCommit } from './before-commit.js';
export { countRows, estimateRows } from './bounded-count.js';
export type { DatabaseConfig, EmbeddedDatabase } from './connection.js';
export type { RowCounts } from './data-file.js';
export { createDatabase, type Database, type DatabaseObservers } from './database.js';
export { entityManager } from './entity-manager.js';
export { assertNotNewer, assertUpToDate, type MigrationStatus } from './migrate.js';
export type { NotificationChannel } from './notification-channel.js';
export { type PreparedStatement, preparedStatement, queryPrepared } from './prepared-statement.js';
export { type Row, readRows } from './read-rows.js';
export { createListReads, type ReplicaOutcome } from './replica.js';
export { type SentValue, sendWrite } from './send-write.js';
export { isUniqueViolation, translateDatabaseError } from './translate-database-error.js';
