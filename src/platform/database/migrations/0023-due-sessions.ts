import type { MigrationInterface, QueryRunner } from 'typeorm';

const statements = [
  // A session from before, or one that was inserted without triggers, is due, and is postponed when found.
  `ALTER TABLE sessions ADD COLUMN earliest_expires_at timestamptz(3) NOT NULL DEFAULT '-infinity'`,
  `CREATE FUNCTION limit_earliest_expiry() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    NEW.earliest_expires_at := NEW.expires_at;
    RETURN NEW;
  END $$`,
  `CREATE TRIGGER sessions_earliest_expiry_insert BEFORE INSERT ON sessions
    FOR EACH ROW EXECUTE FUNCTION limit_earliest_expiry()`,
  // A refresh shortens a session after the operator has shortened the lifetime of sessions.
  `CREATE TRIGGER sessions_earliest_expiry_update BEFORE UPDATE ON sessions FOR EACH ROW
    WHEN (NEW.expires_at < NEW.earliest_expires_at) EXECUTE FUNCTION limit_earliest_expiry()`,
  // Neither column changes at a refresh that extends a session, so that it still updates no index.
  'CREATE INDEX sessions_due ON sessions (least(ended_at, earliest_expires_at))',
];

/** What the housekeeping needs to find sessions that ended or expired without reading those that did not. */
export class DueSessions1763848800000 implements MigrationInterface {
  readonly name = 'DueSessions1763848800000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  /** Migrations are never undone. To go back to an older release, restore a backup. */
  async down(): Promise<void> {
    throw new Error('this migration cannot be undone: restore a backup instead');
  }
}
