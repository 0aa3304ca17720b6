import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The sort keys of the list of users, as in its statements. */
const orders = {
  created_at: 'created_at',
  username: 'username_key COLLATE "C"',
  email: 'email_key COLLATE "C"',
  last_login_at: `coalesce(last_login_at, '-infinity'::timestamptz)`,
};

const indexesOf = (name: string, where: string, keys: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(keys).map(
    ([order, key]) =>
      `CREATE INDEX users_${name}_by_${order} ON users (${key}, id) WHERE ${where} AND deleted_at IS NULL`,
  );

// Among users who have never logged in, the order of the last login is that of the ids, which the index on
// the last login has.
const { last_login_at: lastLogin, ...otherOrders } = orders;

/** Indexes for further lists whose filter selects few of many users, as in 0013. */
export class RareUsers1763841600000 implements MigrationInterface {
  readonly name = 'RareUsers1763841600000';

  async up(runner: QueryRunner): Promise<void> {
    const indexes = [
      ...indexesOf('pending', 'verification_pending', orders),
      ...indexesOf('unverified', 'NOT email_verified', orders),
      ...indexesOf('never_logged_in', `${lastLogin} = '-infinity'::timestamptz`, otherOrders),
    ];
    for (const statement of indexes) await runner.query(statement);
  }

  /** Migrations are never undone. To go back to an older release, restore a backup. */
  async down(): Promise<void> {
    throw new Error('this migration cannot be undone: restore a backup instead');
  }
}
