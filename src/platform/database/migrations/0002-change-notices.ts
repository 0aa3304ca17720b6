import type { MigrationInterface, QueryRunner } from 'typeorm';

// The notifications come from triggers, so that no code path, release or psql session can omit one. A
// notification contains only an id. For sessions, only changes that can revoke access are sent: NOTIFY
// serializes commits, and a refresh, by far the most frequent write, only extends a session. A cached earlier
// end is read again before a request is rejected because of it.
const statements = [
  `CREATE FUNCTION tell_change() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF TG_LEVEL = 'STATEMENT' THEN
      PERFORM pg_catalog.pg_notify('cordon', TG_ARGV[0] || ' *');
    ELSIF TG_OP = 'INSERT' THEN
      PERFORM pg_catalog.pg_notify('cordon', TG_ARGV[0] || ' ' || NEW.id);
    ELSE
      PERFORM pg_catalog.pg_notify('cordon', TG_ARGV[0] || ' ' || OLD.id);
    END IF;
    RETURN NULL;
  END $$`,
  `CREATE TRIGGER sessions_tell_update AFTER UPDATE ON sessions FOR EACH ROW
    WHEN (OLD.ended_at IS DISTINCT FROM NEW.ended_at OR OLD.authenticated_at <> NEW.authenticated_at
      OR OLD.expires_at > NEW.expires_at OR OLD.security_epoch <> NEW.security_epoch
      OR OLD.user_id <> NEW.user_id OR OLD.id <> NEW.id)
    EXECUTE FUNCTION tell_change('sessions')`,
  // Deleting sessions that ended long ago sends nothing; a day covers clocks that are wrong.
  `CREATE TRIGGER sessions_tell_delete AFTER DELETE ON sessions FOR EACH ROW
    WHEN (OLD.ended_at IS NULL AND OLD.expires_at > now() - interval '1 day')
    EXECUTE FUNCTION tell_change('sessions')`,
  `CREATE TRIGGER sessions_tell_truncate AFTER TRUNCATE ON sessions EXECUTE FUNCTION tell_change('sessions')`,
  // A login changes only last_login_at, which is not a change of the user.
  `CREATE TRIGGER users_tell_update AFTER UPDATE ON users FOR EACH ROW
    WHEN (OLD.version <> NEW.version OR OLD.role <> NEW.role OR OLD.security_epoch <> NEW.security_epoch
      OR OLD.disabled_at IS DISTINCT FROM NEW.disabled_at OR OLD.disabled_until IS DISTINCT FROM NEW.disabled_until
      OR OLD.deleted_at IS DISTINCT FROM NEW.deleted_at OR OLD.id <> NEW.id)
    EXECUTE FUNCTION tell_change('users')`,
  `CREATE TRIGGER users_tell_rest AFTER INSERT OR DELETE ON users FOR EACH ROW EXECUTE FUNCTION tell_change('users')`,
  `CREATE TRIGGER users_tell_truncate AFTER TRUNCATE ON users EXECUTE FUNCTION tell_change('users')`,
  `CREATE TRIGGER signing_keys_tell AFTER INSERT OR UPDATE OR DELETE ON signing_keys FOR EACH ROW
    EXECUTE FUNCTION tell_change('signing-keys')`,
  `CREATE TRIGGER signing_keys_tell_truncate AFTER TRUNCATE ON signing_keys EXECUTE FUNCTION tell_change('signing-keys')`,
];

/** The database notifies all instances of changed sessions, users and signing keys (see docs/adr/0008). */
export class ChangeNotices1763773200000 implements MigrationInterface {
  readonly name = 'ChangeNotices1763773200000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  /** Migrations are never undone. To go back to an older release, restore a backup. */
  async down(): Promise<void> {
    throw new Error('this migration cannot be undone: restore a backup instead');
  }
}
