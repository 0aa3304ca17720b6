import type { MigrationInterface, QueryRunner } from 'typeorm';

// The hash chain (docs/adr/0013) covers every column of audit_events, so a later migration must add tables
// instead of columns, or start another version of the entries.
const statements = [
  `CREATE TABLE audit_events (
    sequence bigint NOT NULL CONSTRAINT audit_events_pkey PRIMARY KEY
      CONSTRAINT audit_events_sequence_check CHECK (sequence > 0),
    id uuid NOT NULL,
    occurred_at timestamptz(3) NOT NULL,
    action text NOT NULL,
    outcome text NOT NULL CONSTRAINT audit_events_outcome_check CHECK (outcome IN ('SUCCESS', 'FAILURE', 'DENIED')),
    reason text,
    actor_type text NOT NULL
      CONSTRAINT audit_events_actor_type_check CHECK (actor_type IN ('USER', 'SYSTEM', 'CLI', 'ANONYMOUS')),
    actor_id uuid,
    subject_id uuid,
    resource_type text,
    resource_id text,
    ip_address text,
    user_agent text,
    request_id text NOT NULL,
    changes text,
    hash bytea NOT NULL,
    CONSTRAINT audit_events_actor_check CHECK ((actor_type = 'USER') = (actor_id IS NOT NULL))
  )`,
  // Every filter with the order of the list, so that the cost of a page does not depend on the length of the
  // log.
  `CREATE INDEX audit_events_by_action ON audit_events (action, sequence)`,
  `CREATE INDEX audit_events_by_actor ON audit_events (actor_id, sequence) WHERE actor_id IS NOT NULL`,
  `CREATE INDEX audit_events_by_subject ON audit_events (subject_id, sequence) WHERE subject_id IS NOT NULL`,
  `CREATE INDEX audit_events_by_outcome ON audit_events (outcome, sequence) WHERE outcome <> 'SUCCESS'`,
  `CREATE INDEX audit_events_by_address ON audit_events (ip_address, sequence) WHERE ip_address IS NOT NULL`,
  `CREATE INDEX audit_events_by_time ON audit_events (occurred_at, sequence)`,
  `CREATE TABLE audit_head (
    id integer NOT NULL CONSTRAINT audit_head_pkey PRIMARY KEY CONSTRAINT audit_head_one_check CHECK (id = 1),
    sequence bigint NOT NULL,
    hash bytea NOT NULL,
    seal bytea NOT NULL
  )`,
  `INSERT INTO audit_head (id, sequence, hash, seal) VALUES (1, 0, '', '')`,
  `CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION 'the audit log is append-only: % of % is refused', TG_OP, TG_TABLE_NAME
      USING ERRCODE = 'restrict_violation';
  END $$`,
  `CREATE TRIGGER audit_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()`,
  `CREATE TRIGGER audit_head_stays BEFORE DELETE OR TRUNCATE ON audit_head
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()`,
  // ALWAYS: also with session_replication_role = replica. Only altering the table disables the triggers.
  `ALTER TABLE audit_events ENABLE ALWAYS TRIGGER audit_events_append_only`,
  `ALTER TABLE audit_head ENABLE ALWAYS TRIGGER audit_head_stays`,
];

/** The audit log and its head. */
export class Audit1763780400000 implements MigrationInterface {
  readonly name = 'Audit1763780400000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  /** Migrations are never undone. To go back to an older release, restore a backup. */
  async down(): Promise<void> {
    throw new Error('this migration cannot be undone: restore a backup instead');
  }
}
