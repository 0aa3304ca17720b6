import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The sort keys of the list of users, as in its statements. */
const orders = {
  created_at: 'created_at',
  username: 'username_key COLLATE "C"',
  email: 'email_key COLLATE "C"',
  last_login_at: `coalesce(last_login_at, '-infinity'::timestamptz)`,
};

const indexes = [
  ...Object.entries(orders).map(
    ([order, key]) =>
      `CREATE INDEX users_active_by_${order} ON users (${key}, id) WHERE deleted_at IS NULL
        AND disabled_at IS NULL AND NOT verification_pending AND activated_at IS NOT NULL`,
  ),
  // Users who are active again, because the time of their suspension has passed, are few.
  `CREATE INDEX users_suspended ON users (disabled_until)
    WHERE disabled_until IS NOT NULL AND deleted_at IS NULL`,
];

/** Indexes for lists of active users, which otherwise walk through all others that stand in front of them. */
export class ActiveUsers1763859600000 implements MigrationInterface {
  readonly name = 'ActiveUsers1763859600000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of indexes) await runner.query(statement);
  }

  /** Migrations are never undone. To go back to an older release, restore a backup. */
  async down(): Promise<void> {
    throw new Error('this migration cannot be undone: restore a backup instead');
  }
}
