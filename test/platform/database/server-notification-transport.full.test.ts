import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createDatabaseHosts } from '../../../src/platform/database/database-hosts.js';
import {
  createNotificationChannel,
  type NotificationChannel,
} from '../../../src/platform/database/notification-channel.js';
import {
  createServerNotificationTransport,
  defaultTimings,
} from '../../../src/platform/database/server-notification-transport.js';
import { describeOnPostgres, openTestDatabase, type TestDatabase } from '../../helpers/test-database.js';
import { recordNotifications } from './record-notifications.js';

const userId = '018f3f3e-0000-7000-8000-000000000001';

describeOnPostgres('on a server', () => {
  let opened: TestDatabase;
  let received: string[] = [];
  let instances: readonly NotificationChannel[] = [];

  beforeAll(async () => {
    opened = await openTestDatabase();
    instances = [1, 2].map(() =>
      createNotificationChannel(
        createServerNotificationTransport({
          hosts: createDatabaseHosts(opened.url ?? ''),
          query: (statement, values) => opened.database.dataSource.query(statement, [...values]),
          elapsedMs: () => performance.now(),
          timings: defaultTimings,
          onFailure: () => {},
        }),
      ),
    );
    for (const instance of instances) {
      recordNotifications(instance, () => received);
      await instance.open();
    }
  });

  afterAll(async () => {
    for (const instance of instances) await instance.close();
    await opened.close();
  });

  test('catchUp resolves after everything that was committed before was received, 200 times in a row', async () => {
    for (let round = 0; round < 200; round += 1) {
      received = [];
      await opened.database.dataSource.query(`SELECT pg_notify('cordon', 'users ${userId}')`);
      await Promise.all(instances.map((instance) => instance.catchUp()));
      expect(received).toHaveLength(2);
    }
  });
});
