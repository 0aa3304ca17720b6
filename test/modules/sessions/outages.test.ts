import { beforeEach, expect, test } from '@jest/globals';
import { type Outage, watchOutages } from '../../../src/modules/sessions/outages.js';
import type { Reader } from '../../../src/shared/index.js';
import {
  createInMemoryChangeNotifications,
  type InMemoryChangeNotifications,
} from '../../helpers/in-memory-change-notifications.js';
import { stub } from '../../helpers/stub.js';

let seconds: number;
let notifications: InMemoryChangeNotifications;
let asked: Date[];
let lastIssue: Date | null;
let recentOutages: () => Promise<readonly Outage[]>;
const at = (second: number): Date => new Date(Date.UTC(2026, 2, 1, 9, 0, second));

beforeEach(() => {
  seconds = 0;
  notifications = createInMemoryChangeNotifications();
  asked = [];
  lastIssue = null;
  const watched = watchOutages({
    changeNotifications: notifications,
    clock: { now: () => at(seconds) },
    graceSeconds: 10,
    repository: {
      findLastIssue: async (_, before) => {
        asked.push(before);
        return lastIssue;
      },
    },
  });
  recentOutages = () => watched(stub<Reader>({}));
});

test('an outage of the database lasts from the first loss of the connection until it is back', async () => {
  // The first connection, and a request of another instance to drop all cached rows, end no outage.
  notifications.resync();
  expect(await recentOutages()).toEqual([]);
  for (seconds of [10, 12]) notifications.disconnect();
  expect(await recentOutages()).toEqual([{ from: at(10), until: null }]);
  seconds = 20;
  notifications.resync();
  seconds = 30;
  notifications.resync();

  const first = { from: at(10), until: at(20) };
  expect(await recentOutages()).toEqual([first]);
  notifications.disconnect();
  expect(await recentOutages()).toEqual([first, { from: at(30), until: null }]);
});

test('no server was running from the last token that was issued before the start until the start', async () => {
  lastIssue = at(3);
  seconds = 50;
  expect(await recentOutages()).toEqual([]);
  notifications.resync();
  seconds = 55;
  notifications.resync();

  expect(await recentOutages()).toEqual([{ from: at(3), until: at(50) }]);
  expect(asked).toEqual([at(50)]);
});

test('a grace window after the start, the last token is not asked for', async () => {
  notifications.resync();
  seconds = 10;
  await recentOutages();
  seconds = 11;
  lastIssue = at(0);

  expect(await recentOutages()).toEqual([]);
  expect(asked).toEqual([at(0)]);
});
