import type { MigrationInterface, QueryRunner } from 'typeorm';

// A one-time token is valid only while its user has the address, the role, the security epoch and the
// disabled state of the moment of its issue. A trigger stores them, so that the previous release, which runs
// beside this one during an upgrade, issues bound tokens too. Existing tokens are bound to the present state.
const statements = [
  `ALTER TABLE one_time_tokens
     ADD COLUMN email_key text,
     ADD COLUMN role text,
     ADD COLUMN security_epoch integer,
     ADD COLUMN disabled_at timestamptz(3)`,
  `CREATE FUNCTION bind_one_time_token() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    SELECT users.email_key, users.role, users.security_epoch, users.disabled_at
    INTO NEW.email_key, NEW.role, NEW.security_epoch, NEW.disabled_at
    FROM users WHERE users.id = NEW.user_id;
    RETURN NEW;
  END $$`,
  `CREATE TRIGGER one_time_tokens_bind BEFORE INSERT OR UPDATE OF token_hash ON one_time_tokens FOR EACH ROW
    WHEN (NEW.user_id IS NOT NULL) EXECUTE FUNCTION bind_one_time_token()`,
  `UPDATE one_time_tokens SET token_hash = token_hash WHERE user_id IS NOT NULL AND used_at IS NULL`,
];

/** Binds one-time tokens to the address, the role, the security epoch and the status of their user. */
export class OneTimeTokenBindings1763787600000 implements MigrationInterface {
  readonly name = 'OneTimeTokenBindings1763787600000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  /** Migrations are never undone. To go back to an older release, restore a backup. */
  async down(): Promise<void> {
    throw new Error('this migration cannot be undone: restore a backup instead');
  }
}
