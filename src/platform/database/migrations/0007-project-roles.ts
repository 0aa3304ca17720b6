import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Admits the roles that a project declares. The server compares the role of each row with the declared roles
 * and grants nothing to any other, so the database need not know them.
 */
export class ProjectRoles1763791200000 implements MigrationInterface {
  readonly name = 'ProjectRoles1763791200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE users DROP CONSTRAINT users_role_check');
  }

  /** Migrations are never undone. To go back to an older release, restore a backup. */
  async down(): Promise<void> {
    throw new Error('this migration cannot be undone: restore a backup instead');
  }
}
