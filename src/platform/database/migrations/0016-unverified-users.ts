import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An index of the sign-ups that nobody verified, which are erased after a week. */
export class UnverifiedUsers1763823600000 implements MigrationInterface {
  readonly name = 'UnverifiedUsers1763823600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE INDEX users_unverified ON users (created_at) WHERE verification_pending
        AND last_login_at IS NULL AND disabled_at IS NULL AND deleted_at IS NULL`,
    );
  }

  /** Migrations are never undone. To go back to an older release, restore a backup. */
  async down(): Promise<void> {
    throw new Error('this migration cannot be undone: restore a backup instead');
  }
}
