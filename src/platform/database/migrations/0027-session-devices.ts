import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The index of the search for devices. A refresh leaves it as it is unless the User-Agent header changes. Its
 * text has at most 1.4 kB: 100 characters of the device name and 512 of the header, which has two bytes each.
 */
const index = `CREATE INDEX sessions_by_device ON sessions (
  (lower(coalesce(device_name, '') || E'\n' || coalesce(user_agent, '')) COLLATE "C"))`;

/** Finds the devices of sessions without reading all sessions. */
export class SessionDevices1763863200000 implements MigrationInterface {
  readonly name = 'SessionDevices1763863200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(index);
    // The planner counts the sessions of each device by statistics of the index.
    await runner.query('ANALYZE sessions');
  }

  /** Migrations are never undone. To go back to an older release, restore a backup. */
  async down(): Promise<void> {
    throw new Error('this migration cannot be undone: restore a backup instead');
  }
}
