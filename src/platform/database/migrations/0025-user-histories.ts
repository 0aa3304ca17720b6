import type { MigrationInterface, QueryRunner } from 'typeorm';

const indexes = ['actor', 'subject'].flatMap((user) => [
  `DROP INDEX audit_events_by_${user}`,
  `CREATE INDEX audit_events_by_${user} ON audit_events (${user}_id, sequence) INCLUDE (occurred_at)
    WHERE ${user}_id IS NOT NULL`,
]);

/** Adds the times to the index of a user's entries: a page before a time then reads no other entries. */
export class UserHistories1763856000000 implements MigrationInterface {
  readonly name = 'UserHistories1763856000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of indexes) await runner.query(statement);
  }

  /** Migrations are never undone. To go back to an older release, restore a backup. */
  async down(): Promise<void> {
    throw new Error('this migration cannot be undone: restore a backup instead');
  }
}
