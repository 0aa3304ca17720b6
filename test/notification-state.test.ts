import { expect, jest, test } from '@jest/globals';
import { logNotificationState } from '../src/notification-state.js';
import type { Log } from '../src/shared/index.js';
import { createPasswordRejectingPostgres } from './helpers/broken-servers.js';
import { createTestInstallation } from './helpers/create-test-server.js';
import { createInMemoryChangeNotifications } from './helpers/in-memory-change-notifications.js';
import { describeOnPostgres } from './helpers/test-database.js';

function createRecordingLog(): { readonly lines: string[]; readonly log: Log } {
  const lines: string[] = [];
  const record =
    (level: string) =>
    (_fields: unknown, message: string): void => {
      lines.push(`${level} ${message}`);
    };
  const log = { debug: record('debug'), info: record('info'), warn: record('warn'), error: record('error') };
  return { lines, log };
}

test.each([
  [false, 'a pooler in transaction mode needs CORDON_DATABASE_LISTEN_URL'],
  [true, 'CORDON_DATABASE_LISTEN_URL must lead to the same database'],
])(
  'logs once at the start that notifications are not received, and when they are (set: %s)',
  (hasListenUrl, advice) => {
    const { lines, log } = createRecordingLog();
    const notifications = createInMemoryChangeNotifications();
    notifications.disconnect();

    logNotificationState(notifications, log).logFirstAttempt(hasListenUrl);
    notifications.resync();

    expect(lines).toEqual([
      expect.stringMatching(new RegExp(`^warn change notifications are not received.+${advice}`)),
      'info change notifications are received',
    ]);
  },
);

test('logs no loss when the server itself closes the connection', () => {
  const { lines, log } = createRecordingLog();
  const notifications = createInMemoryChangeNotifications();
  const state = logNotificationState(notifications, log);

  notifications.disconnect();
  state.end();
  notifications.disconnect();

  expect(lines).toEqual([expect.stringMatching(/^warn change notifications are not received/)]);
});

describeOnPostgres('a server whose CORDON_DATABASE_LISTEN_URL has a wrong password', () => {
  test('starts, and logs the cause but not the password', async () => {
    const installation = await createTestInstallation();
    const rejecting = await createPasswordRejectingPostgres();
    const CORDON_DATABASE_LISTEN_URL = `postgresql://cordon:wr0ng-w0rd@127.0.0.1:${rejecting.port}/cordon`;
    const lines: unknown[] = [];
    try {
      await installation.start(
        { CORDON_DATABASE_LISTEN_URL },
        {},
        {
          prepare: ({ log }) =>
            jest.spyOn(log, 'warn').mockImplementation((...line: unknown[]) => void lines.push(line)),
        },
      );

      expect(lines).toEqual([
        [{ cause: '28P01' }, 'listening for change notifications failed'],
        [{}, expect.stringContaining('change notifications are not received')],
      ]);
    } finally {
      await installation.close();
      await rejecting.close();
    }
  });
});
