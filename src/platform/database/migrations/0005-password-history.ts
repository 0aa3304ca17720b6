import type { MigrationInterface, QueryRunner } from 'typeorm';

// The time is when the password became the user's: it is copied from the credential that another one replaced.
const statements = [
  `CREATE TABLE password_history (
    id uuid NOT NULL CONSTRAINT password_history_pkey PRIMARY KEY,
    user_id uuid NOT NULL CONSTRAINT password_history_user_fkey REFERENCES users (id) ON DELETE CASCADE,
    hash text NOT NULL,
    chosen_at timestamptz(3) NOT NULL
  )`,
  `CREATE INDEX password_history_by_user ON password_history (user_id, chosen_at, id)`,
];

/** The hashes of passwords that users had before. */
export class PasswordHistory1763784000000 implements MigrationInterface {
  readonly name = 'PasswordHistory1763784000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  /** Migrations go forward only inside a release; an older release is restored from a backup. */
  async down(): Promise<void> {
    throw new Error('this migration cannot be undone: restore a backup instead');
  }
}
