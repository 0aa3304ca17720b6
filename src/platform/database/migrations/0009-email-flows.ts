import type { MigrationInterface, QueryRunner } from 'typeorm';

// A user who signed up and has not verified the address does not own it yet: the unique index leaves these
// users out, so that several may wait for the same address, and the first to verify it gets it. The previous
// release, which may run beside this one during an upgrade, creates no such users.
const statements = [
  `ALTER TABLE users ADD COLUMN verification_pending boolean NOT NULL DEFAULT false`,
  `CREATE UNIQUE INDEX users_email_key_owned ON users (email_key) WHERE deleted_at IS NULL AND NOT verification_pending`,
  `DROP INDEX users_email_key_living`,
  `ALTER INDEX users_email_key_owned RENAME TO users_email_key_living`,
  `ALTER TABLE one_time_tokens ADD COLUMN new_email text`,
  `ALTER TABLE one_time_tokens DROP CONSTRAINT one_time_tokens_purpose_check`,
  `ALTER TABLE one_time_tokens ADD CONSTRAINT one_time_tokens_purpose_check CHECK (purpose IN ('SETUP', 'INVITATION', 'MAILED_INVITATION', 'PASSWORD_RESET', 'MAILED_PASSWORD_RESET', 'PASSWORD_CHANGE', 'EMAIL_VERIFICATION', 'EMAIL_CHANGE'))`,
  `ALTER TABLE one_time_tokens ADD CONSTRAINT one_time_tokens_new_email_check CHECK ((purpose = 'EMAIL_CHANGE') = (new_email IS NOT NULL))`,
  // Changes of an address that the holder of the previous one can undo. Apart from the one-time tokens: there
  // may be several for one user, and they outlive a change of the password and of the security epoch.
  `CREATE TABLE email_changes (
    id uuid NOT NULL CONSTRAINT email_changes_pkey PRIMARY KEY,
    user_id uuid NOT NULL CONSTRAINT email_changes_user_fkey REFERENCES users (id) ON DELETE CASCADE,
    previous_email text NOT NULL,
    previous_email_key text NOT NULL,
    undo_token_hash bytea NOT NULL,
    changed_at timestamptz(3) NOT NULL,
    expires_at timestamptz(3) NOT NULL
  )`,
  `CREATE UNIQUE INDEX email_changes_undo_token_hash ON email_changes (undo_token_hash)`,
  // While a change can be undone, nobody else gets the previous address.
  `CREATE INDEX email_changes_by_previous_email ON email_changes (previous_email_key)`,
  `CREATE INDEX email_changes_by_user ON email_changes (user_id)`,
];

/** Verification and change of the email address. */
export class EmailFlows1763798400000 implements MigrationInterface {
  readonly name = 'EmailFlows1763798400000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  /** Migrations are never undone. To go back to an older release, restore a backup. */
  async down(): Promise<void> {
    throw new Error('this migration cannot be undone: restore a backup instead');
  }
}
