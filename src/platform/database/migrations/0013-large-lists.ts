import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The sort keys of the list of users, as in its statements. */
const orders = {
  created_at: 'created_at',
  username: 'username_key COLLATE "C"',
  email: 'email_key COLLATE "C"',
  last_login_at: `coalesce(last_login_at, '-infinity'::timestamptz)`,
};

/** The few users that a filter usually selects, and what comes before the sort key. */
const minorities = {
  role: { before: 'role, ', where: `role <> 'USER'` },
  disabled: { before: '', where: 'disabled_at IS NOT NULL AND deleted_at IS NULL' },
  invited: { before: '', where: 'activated_at IS NULL AND deleted_at IS NULL' },
  deleted: { before: '', where: 'deleted_at IS NOT NULL' },
};

const indexes = Object.entries(minorities).flatMap(([name, { before, where }]) =>
  Object.entries(orders).map(
    ([order, key]) => `CREATE INDEX users_${name}_by_${order} ON users (${before}${key}, id) WHERE ${where}`,
  ),
);

/**
 * Every column that `me` shows, because instances keep them with the session: also a change in psql that
 * leaves the version as it is must be announced. Not `last_login_at`: NOTIFY would serialize logins.
 */
const announcedColumns = [
  'id',
  'username',
  'email',
  'email_verified',
  'verification_pending',
  'full_name',
  'locale',
  'metadata',
  'role',
  'activated_at',
  'disabled_at',
  'disabled_reason',
  'disabled_until',
  'deleted_at',
  'security_epoch',
  'version',
  'created_at',
  'updated_at',
];
const isChanged = announcedColumns.map((column) => `OLD.${column} IS DISTINCT FROM NEW.${column}`);

const announcement = [
  'DROP TRIGGER users_tell_update ON users',
  `CREATE TRIGGER users_tell_update AFTER UPDATE ON users FOR EACH ROW
    WHEN (${isChanged.join(' OR ')}) EXECUTE FUNCTION tell_change('users')`,
];

/**
 * Indexes for lists whose filter selects few of many users, in each order: without them such a list walks
 * through all users. They contain the few only, so they cost other users nothing.
 */
export class LargeLists1763812800000 implements MigrationInterface {
  readonly name = 'LargeLists1763812800000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...indexes, ...announcement]) await runner.query(statement);
  }

  /** Migrations are never undone. To go back to an older release, restore a backup. */
  async down(): Promise<void> {
    throw new Error('this migration cannot be undone: restore a backup instead');
  }
}
