import type { MigrationInterface, QueryRunner } from 'typeorm';

// chosen_at is when the password was set; it is copied from the credential that was replaced.
const statements = [
  `CREATE TABLE password_history (
    id uuid NOT NULL CONSTRAINT password_history_pkey PRIMARY KEY,
    user_id uuid NOT NULL CONSTRAINT password_history_user_fkey REFERENCES users (id) ON DELETE CASCADE,
    hash text NOT NULL,
    chosen_at timestamptz(3) NOT NULL
  )`,
  `CREATE INDEX password_history_by_user ON password_history (user_id, chosen_at, id)`,
];

/** The hashes of the previous passwords of users. */
export class PasswordHistory1763784000000 implements MigrationInterface {
  readonly name = 'PasswordHistory1763784000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  /** Migrations are never undone. To go back to an older release, restore a backup. */
  async down(): Promise<void> {
    throw new Error('this migration cannot be undone: restore a backup instead');
  }
}
