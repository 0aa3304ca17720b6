import type { MigrationInterface, QueryRunner } from 'typeorm';

const statements = [
  // With the columns that decide a status, so that counting users reads the index alone.
  'DROP INDEX users_disabled_by_created_at',
  `CREATE INDEX users_disabled_by_created_at ON users (created_at, id) INCLUDE (disabled_until)
    WHERE disabled_at IS NOT NULL AND deleted_at IS NULL`,
  'DROP INDEX users_invited_by_created_at',
  `CREATE INDEX users_invited_by_created_at ON users (created_at, id)
    INCLUDE (disabled_at, disabled_until, verification_pending) WHERE activated_at IS NULL AND deleted_at IS NULL`,

  // The sessions of a deleted user are due at once, so that the housekeeping finds them as it finds others.
  `CREATE OR REPLACE FUNCTION limit_earliest_expiry() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    NEW.earliest_expires_at := NEW.expires_at;
    IF EXISTS (SELECT FROM users WHERE id = NEW.user_id AND deleted_at IS NOT NULL) THEN
      NEW.earliest_expires_at := '-infinity';
    END IF;
    RETURN NEW;
  END $$`,
  `CREATE FUNCTION make_sessions_due() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    UPDATE sessions SET earliest_expires_at = '-infinity' WHERE user_id = NEW.id;
    RETURN NULL;
  END $$`,
  `CREATE TRIGGER users_deleted_sessions AFTER UPDATE ON users FOR EACH ROW
    WHEN (NEW.deleted_at IS NOT NULL AND OLD.deleted_at IS NULL) EXECUTE FUNCTION make_sessions_due()`,
  `UPDATE sessions SET earliest_expires_at = '-infinity' FROM users
    WHERE users.id = sessions.user_id AND users.deleted_at IS NOT NULL`,
];

/** Counts of users by status, and the search for sessions of deleted users, that take no longer with many. */
export class FlatCounts1763852400000 implements MigrationInterface {
  readonly name = 'FlatCounts1763852400000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  /** Migrations are never undone. To go back to an older release, restore a backup. */
  async down(): Promise<void> {
    throw new Error('this migration cannot be undone: restore a backup instead');
  }
}
