import { expect, test } from '@jest/globals';
import { logNotificationState } from '../src/notification-state.js';
import { createInMemoryChangeNotifications } from './helpers/in-memory-change-notifications.js';

test('logs once at the start that notifications are not received, and when they are', () => {
  const lines: string[] = [];
  const record =
    (level: string) =>
    (_fields: unknown, message: string): void => {
      lines.push(`${level} ${message}`);
    };
  const log = { debug: record('debug'), info: record('info'), warn: record('warn'), error: record('error') };
  const notifications = createInMemoryChangeNotifications();
  notifications.disconnect();

  logNotificationState(notifications, log)();
  notifications.resync();

  expect(lines).toEqual([
    expect.stringMatching(
      /^warn change notifications are not received.+transaction mode cannot carry LISTEN/,
    ),
    'info change notifications are received',
  ]);
});
