import type { MigrationInterface, QueryRunner } from 'typeorm';

const statements = [
  // No foreign key: a mail about a user takes no lock on the row of the user.
  `CREATE TABLE mail_outbox (
    id uuid NOT NULL CONSTRAINT mail_outbox_pkey PRIMARY KEY,
    template text NOT NULL,
    user_id uuid,
    sealed bytea NOT NULL,
    attempts integer NOT NULL,
    created_at timestamptz(3) NOT NULL,
    due_at timestamptz(3) NOT NULL
  )`,
  'CREATE INDEX mail_outbox_by_due_at ON mail_outbox (due_at)',
  // Wakes the senders of all instances after the commit.
  `CREATE TRIGGER mail_outbox_tell AFTER INSERT ON mail_outbox FOR EACH ROW
    EXECUTE FUNCTION tell_change('mail')`,
];

/** The mails that are waiting to be sent. */
export class MailOutbox1763794800000 implements MigrationInterface {
  readonly name = 'MailOutbox1763794800000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  /** Migrations are never undone. To go back to an older release, restore a backup. */
  async down(): Promise<void> {
    throw new Error('this migration cannot be undone: restore a backup instead');
  }
}
