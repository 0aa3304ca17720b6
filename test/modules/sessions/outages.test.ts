import { expect, test } from '@jest/globals';
import { watchOutages } from '../../../src/modules/sessions/outages.js';
import { createInMemoryChangeNotifications } from '../../helpers/in-memory-change-notifications.js';

test('the last outage lasts from the first loss of the connection until it is back', () => {
  let seconds = 0;
  const at = (second: number): Date => new Date(Date.UTC(2026, 2, 1, 9, 0, second));
  const notifications = createInMemoryChangeNotifications();
  const lastOutage = watchOutages(notifications, { now: () => at(seconds) });

  // The first connection, and a request of another instance to drop all cached rows, end no outage.
  notifications.resync();
  expect(lastOutage()).toBeNull();
  for (seconds of [10, 12]) notifications.disconnect();
  expect(lastOutage()).toBeNull();
  seconds = 20;
  notifications.resync();
  seconds = 30;
  notifications.resync();

  expect(lastOutage()).toEqual({ from: at(10), until: at(20) });
});
