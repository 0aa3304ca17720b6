import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The last verification of the audit log, for the overview of administrators. */
export class AuditChecks1763820000000 implements MigrationInterface {
  readonly name = 'AuditChecks1763820000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE audit_checks (
      id integer NOT NULL CONSTRAINT audit_checks_pkey PRIMARY KEY
        CONSTRAINT audit_checks_one_check CHECK (id = 1),
      checked_at timestamptz(3) NOT NULL,
      valid boolean NOT NULL
    )`);
  }

  /** Migrations are never undone. To go back to an older release, restore a backup. */
  async down(): Promise<void> {
    throw new Error('this migration cannot be undone: restore a backup instead');
  }
}
