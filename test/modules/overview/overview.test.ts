import { expect, test } from '@jest/globals';
import { createOverview, type OverviewSources } from '../../../src/modules/overview/overview.js';

const nothing = async (): Promise<never> => {
  throw new Error('not asked for');
};

function createSources(countActiveSessions: () => Promise<number>): OverviewSources {
  return {
    countUsers: nothing,
    countActiveSessions,
    countByHour: nothing,
    findLastCheck: nothing,
    listKeys: nothing,
    findUndeclaredRoles: nothing,
    receivesNotifications: () => true,
    isProduction: true,
    introspection: false,
    hasPreviousMasterKey: false,
    clock: { now: () => new Date('2026-03-01T00:00:00Z') },
  };
}

test('a table is counted once for all who ask at the same time or within a minute', async () => {
  let counts = 0;
  const overview = createOverview(
    createSources(async () => {
      counts += 1;
      return 7;
    }),
  );

  const results = await Promise.all(Array.from({ length: 50 }, () => overview.activeSessions()));
  const later = await overview.activeSessions();

  expect([...new Set([...results, later])]).toEqual([7]);
  expect(counts).toBe(1);
});

test('a failed count is tried again by the next who asks', async () => {
  let counts = 0;
  const overview = createOverview(
    createSources(async () => {
      counts += 1;
      if (counts === 1) throw new Error('the database did not answer in time');
      return 7;
    }),
  );

  await expect(overview.activeSessions()).rejects.toThrow('did not answer');
  expect(await overview.activeSessions()).toBe(7);
});
