import { expect, test } from '@jest/globals';
import { watchOutages } from '../../../src/modules/sessions/outages.js';
import { createInMemoryChangeNotifications } from '../../helpers/in-memory-change-notifications.js';

test('an outage lasts from the first loss of the connection until it is back', () => {
  let seconds = 0;
  const at = (second: number): Date => new Date(Date.UTC(2026, 2, 1, 9, 0, second));
  const notifications = createInMemoryChangeNotifications();
  const recentOutages = watchOutages(notifications, { now: () => at(seconds) });

  // The first connection, and a request of another instance to drop all cached rows, end no outage.
  notifications.resync();
  expect(recentOutages()).toEqual([]);
  for (seconds of [10, 12]) notifications.disconnect();
  expect(recentOutages()).toEqual([{ from: at(10), until: null }]);
  seconds = 20;
  notifications.resync();
  seconds = 30;
  notifications.resync();

  const first = { from: at(10), until: at(20) };
  expect(recentOutages()).toEqual([first]);
  notifications.disconnect();
  expect(recentOutages()).toEqual([first, { from: at(30), until: null }]);
});
