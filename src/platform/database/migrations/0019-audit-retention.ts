import type { MigrationInterface, QueryRunner } from 'typeorm';

// Entries can be removed from the beginning of the log, up to a checkpoint that was recorded before
// (docs/adr/0028). The database only refuses what no checkpoint allows; whether the server wrote the
// checkpoint is proven by its seal.
const statements = [
  `CREATE TABLE audit_checkpoints (
    sequence bigint NOT NULL CONSTRAINT audit_checkpoints_pkey PRIMARY KEY
      CONSTRAINT audit_checkpoints_sequence_check CHECK (sequence > 0),
    hash bytea NOT NULL,
    occurred_at timestamptz(3) NOT NULL,
    seal bytea NOT NULL
  )`,
  `CREATE TRIGGER audit_checkpoints_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_checkpoints
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()`,
  'ALTER TABLE audit_checkpoints ENABLE ALWAYS TRIGGER audit_checkpoints_append_only',
  `CREATE FUNCTION refuse_audit_removal() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF (SELECT max(sequence) FROM removed) > coalesce((SELECT max(sequence) FROM audit_checkpoints), 0) THEN
      RAISE EXCEPTION 'the audit log is append-only: % of % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
  END $$`,
  'DROP TRIGGER audit_events_append_only ON audit_events',
  `CREATE TRIGGER audit_events_append_only BEFORE UPDATE OR TRUNCATE ON audit_events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()`,
  `CREATE TRIGGER audit_events_removal AFTER DELETE ON audit_events REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_removal()`,
  'ALTER TABLE audit_events ENABLE ALWAYS TRIGGER audit_events_append_only',
  'ALTER TABLE audit_events ENABLE ALWAYS TRIGGER audit_events_removal',
];

/** What the removal of audit entries after their retention needs. */
export class AuditRetention1763834400000 implements MigrationInterface {
  readonly name = 'AuditRetention1763834400000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  /** Migrations are never undone. To go back to an older release, restore a backup. */
  async down(): Promise<void> {
    throw new Error('this migration cannot be undone: restore a backup instead');
  }
}
