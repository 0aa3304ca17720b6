import type { MigrationInterface, QueryRunner } from 'typeorm';

const statements = [
  // None of these columns changes at a refresh, so that a refresh still updates no index. The order by last
  // use has no index for that reason.
  `CREATE INDEX sessions_by_creation ON sessions (created_at, id)`,
  `CREATE INDEX sessions_by_user ON sessions (user_id, created_at, id)`,
  `CREATE INDEX sessions_by_address ON sessions (ip_address, created_at, id) WHERE ip_address IS NOT NULL`,
  // One notification per transaction, because appending entries moves the head once. Appending is serialized
  // by the lock of the head already, so the lock of NOTIFY at commit adds no waiting.
  `CREATE FUNCTION tell_audit_head() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM pg_catalog.pg_notify('cordon', 'audit-events ' || NEW.sequence);
    RETURN NULL;
  END $$`,
  `CREATE TRIGGER audit_head_tell AFTER UPDATE ON audit_head FOR EACH ROW EXECUTE FUNCTION tell_audit_head()`,
];

/** Indexes for the list of all sessions, and notifications of new entries of the audit log. */
export class SessionLists1763816400000 implements MigrationInterface {
  readonly name = 'SessionLists1763816400000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  /** Migrations are never undone. To go back to an older release, restore a backup. */
  async down(): Promise<void> {
    throw new Error('this migration cannot be undone: restore a backup instead');
  }
}
