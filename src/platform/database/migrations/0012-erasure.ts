import type { MigrationInterface, QueryRunner } from 'typeorm';

// The names, addresses and typed texts of audit entries move to a table of their own, from which they can be
// erased; the hash chain covers digests of them (docs/adr/0020). The hashes of existing entries cover the
// values themselves, which therefore stay where they are.
const statements = [
  'ALTER TABLE audit_events ADD COLUMN origin_digest bytea, ADD COLUMN details_digest bytea',
  `CREATE TABLE audit_personal (
    entry_id uuid NOT NULL,
    part text NOT NULL CONSTRAINT audit_personal_part_check CHECK (part IN ('origin', 'details')),
    sequence bigint NOT NULL,
    key bytea NOT NULL,
    ip_address text,
    user_agent text,
    reason text,
    changes text,
    CONSTRAINT audit_personal_pkey PRIMARY KEY (entry_id, part)
  )`,
  // So that the filter for an address has to read one table only.
  `INSERT INTO audit_personal (entry_id, part, sequence, key, ip_address)
    SELECT id, 'origin', sequence, '', ip_address FROM audit_events WHERE ip_address IS NOT NULL`,
  `CREATE INDEX audit_personal_by_address ON audit_personal (ip_address, sequence)
    WHERE ip_address IS NOT NULL`,
  `CREATE TRIGGER audit_personal_unchanged BEFORE UPDATE OR TRUNCATE ON audit_personal
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()`,
  'ALTER TABLE audit_personal ENABLE ALWAYS TRIGGER audit_personal_unchanged',
  'CREATE INDEX users_deleted ON users (deleted_at) WHERE deleted_at IS NOT NULL',
];

/** What the erasure of deleted users needs. */
export class Erasure1763809200000 implements MigrationInterface {
  readonly name = 'Erasure1763809200000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  /** Migrations are never undone. To go back to an older release, restore a backup. */
  async down(): Promise<void> {
    throw new Error('this migration cannot be undone: restore a backup instead');
  }
}
