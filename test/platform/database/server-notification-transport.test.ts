import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createDatabaseHosts } from '../../../src/platform/database/database-hosts.js';
import {
  createNotificationChannel,
  type NotificationChannel,
} from '../../../src/platform/database/notification-channel.js';
import {
  createServerNotificationTransport,
  type NotificationTimings,
} from '../../../src/platform/database/server-notification-transport.js';
import { databaseErrorCause } from '../../../src/platform/database/translate-database-error.js';
import { createPasswordRejectingPostgres } from '../../helpers/broken-servers.js';
import { eventually } from '../../helpers/eventually.js';
import { createFreezableProxy } from '../../helpers/freezable-proxy.js';
import { describeOnPostgres, openTestDatabase, type TestDatabase } from '../../helpers/test-database.js';
import { recordNotifications } from './record-notifications.js';

/** Several instances on one server that lose their listening connection. */

const userId = '018f3f3e-0000-7000-8000-000000000001';
const sessionId = '018f3f3e-0000-7000-8000-000000000002';

let opened: TestDatabase;
let received: string[] = [];
/** The causes of failures, as they are logged. */
let causes: string[] = [];
const sql = (text: string, values: unknown[] = []) => opened.database.dataSource.query(text, values);

describeOnPostgres('on a server', () => {
  const timings: NotificationTimings = {
    heartbeatMs: 50,
    // Nothing but a lost connection ends one, however slow the machine.
    timeoutMs: 600_000,
    leaseMs: 600_000,
    reconnectDelayMs: [10, 50],
  };
  let others: NotificationChannel[] = [];
  afterEach(async () => {
    for (const other of others.splice(0)) await other.close();
    others = [];
    await opened.close();
  });

  // One database per test, because instances of an earlier test would receive the notifications too.
  beforeEach(async () => {
    opened = await openTestDatabase();
    received = [];
    causes = [];
  });

  /** Another instance. Its listener may use another address than its pool. */
  async function instance(
    url = opened.url ?? '',
    changed: Partial<NotificationTimings> = {},
    elapsedMs = () => performance.now(),
  ): Promise<NotificationChannel> {
    const transport = createServerNotificationTransport({
      hosts: createDatabaseHosts(url),
      query: (statement, values) => sql(statement, [...values]),
      elapsedMs,
      timings: { ...timings, ...changed },
      onFailure: (cause) => causes.push(databaseErrorCause(cause)),
    });
    const notifications = createNotificationChannel(transport);
    others.push(notifications);
    recordNotifications(notifications, () => received);
    await notifications.open();
    return notifications;
  }

  const terminateListeningConnections = () =>
    sql(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'cordon notices'`,
    );
  const listeners = async (): Promise<number> => {
    const [{ n }] = await sql(
      `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'cordon notices'`,
    );
    return n;
  };

  const waitUntil = (condition: () => boolean | Promise<boolean>): Promise<void> =>
    eventually(async () => expect(await condition()).toBe(true));

  test('every instance receives the changes that one of them commits', async () => {
    const [one, two] = [await instance(), await instance()];
    received = [];

    await opened.database.transactions.run((transaction) =>
      one.publishChange(transaction, 'sessions', sessionId),
    );
    await waitUntil(() => received.length === 2);

    expect(received).toEqual([`sessions ${sessionId}`, `sessions ${sessionId}`]);
    expect([one.isLive(), two.isLive()]).toEqual([true, true]);
  });

  test('catchUp resolves after everything that was committed before was received', async () => {
    const [one, two] = [await instance(), await instance()];

    for (let round = 0; round < 20; round += 1) {
      received = [];
      await sql(`SELECT pg_notify('cordon', 'users ${userId}')`);
      await Promise.all([one.catchUp(), two.catchUp()]);
      expect(received).toHaveLength(2);
    }
  });

  test('an instance that cannot catch up is no longer live, however long the lease', async () => {
    const proxy = await createFreezableProxy(opened.url ?? '');
    const one = await instance(proxy.url, { timeoutMs: 1_000, heartbeatMs: 600_000 });
    // On a slow machine, the first connection may take longer than the time limit of this instance.
    await waitUntil(() => one.isLive());

    proxy.freeze();
    await one.catchUp();

    expect(one.isLive()).toBe(false);
    await one.close();
    await proxy.close();
  });

  test('a cut connection is detected immediately, and after reconnecting onResync runs before isLive', async () => {
    const one = await instance();
    const liveAtResync: boolean[] = [];
    one.onResync(() => liveAtResync.push(one.isLive()));
    received = [];

    await terminateListeningConnections();
    await waitUntil(() => received.includes('resync') && one.isLive());

    expect(received).toEqual(['lost', 'resync']);
    expect(liveAtResync).toEqual([false]);
    await sql(`SELECT pg_notify('cordon', 'users ${userId}')`);
    await waitUntil(() => received.includes(`users ${userId}`));
  });

  test('reconnects after every cut and leaves no connection open', async () => {
    const one = await instance();

    for (let round = 0; round < 5; round += 1) {
      received = [];
      await terminateListeningConnections();
      await waitUntil(() => received.includes('resync') && one.isLive());
    }

    expect(await listeners()).toBe(1);
    // Terminated by an administrator.
    expect(causes).toEqual(Array(5).fill('57P01'));
    await one.close();
    await waitUntil(async () => (await listeners()) === 0);
    // The end that is intended is no failure.
    expect(causes).toHaveLength(5);
  });

  test('a connection without traffic is live for no longer than the lease', async () => {
    const proxy = await createFreezableProxy(opened.url ?? '');
    let elapsedMs = 0;
    const one = await instance(proxy.url, {}, () => elapsedMs);
    expect(one.isLive()).toBe(true);

    proxy.freeze();
    elapsedMs = timings.leaseMs - 1;
    expect(one.isLive()).toBe(true);
    elapsedMs = timings.leaseMs;
    expect(one.isLive()).toBe(false);

    proxy.thaw();
    received = [];
    await waitUntil(() => one.isLive());
    expect(received).toContain('resync');
    await one.close();
    await proxy.close();
  });

  test('a listener on another database than the pool is never live', async () => {
    const elsewhere = await openTestDatabase();

    const one = await instance(elsewhere.url ?? '', { timeoutMs: 200 });

    expect(one.isLive()).toBe(false);
    expect(received).toEqual([]);
    expect(causes).toContain('a message sent through the pool was not received');
    await one.close();
    await elsewhere.close();
  });

  test('a listener that cannot connect is not live and can be closed', async () => {
    const one = await instance('postgres://postgres@127.0.0.1:1/nowhere');

    expect(one.isLive()).toBe(false);
    await one.close();
  });

  test('a listener says why it cannot connect, without its password', async () => {
    const rejecting = await createPasswordRejectingPostgres();

    for (const port of [1, rejecting.port]) {
      const one = await instance(`postgres://cordon:wr0ng-w0rd@127.0.0.1:${port}/cordon`);
      await one.close();
    }

    expect(new Set(causes)).toEqual(new Set(['ECONNREFUSED', '28P01']));
    await rejecting.close();
  });
});
