import type { MigrationInterface, QueryRunner } from 'typeorm';

const statements = [
  // Unlogged: counters may be lost in a crash and must not slow down logins.
  `CREATE UNLOGGED TABLE guess_counters (
    key text NOT NULL CONSTRAINT guess_counters_pkey PRIMARY KEY,
    owner text,
    recent integer NOT NULL,
    recent_until timestamptz(3) NOT NULL,
    failures integer NOT NULL,
    forgotten_at timestamptz(3) NOT NULL,
    locked_until timestamptz(3)
  )`,
  `CREATE INDEX guess_counters_by_owner ON guess_counters (owner) WHERE owner IS NOT NULL`,
  `CREATE INDEX guess_counters_by_forgotten_at ON guess_counters (forgotten_at)`,
];

/** The counters of wrong passwords, with a growing delay (see docs/adr/0012). */
export class GuessCounters1763776800000 implements MigrationInterface {
  readonly name = 'GuessCounters1763776800000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  /** Migrations are never undone. To go back to an older release, restore a backup. */
  async down(): Promise<void> {
    throw new Error('this migration cannot be undone: restore a backup instead');
  }
}
