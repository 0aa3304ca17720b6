import { beforeEach, describe, expect, test } from '@jest/globals';
import { createActivity, type HourlyCount } from '../../../src/modules/overview/activity.js';
import { createFakeClock, type FakeClock } from '../../helpers/fake-clock.js';

const hour = (text: string): Date => new Date(`2026-${text}:00:00.000Z`);

let clock: FakeClock;
let log: HourlyCount[];
let asked: string[];

beforeEach(() => {
  clock = createFakeClock();
  log = [];
  asked = [];
});

const createTestActivity = () =>
  createActivity(async (from, before) => {
    asked.push(from.toISOString());
    return log.filter((each) => each.hour >= from && each.hour < before);
  }, clock);

describe('the activity at 2026-03-01 09:30', () => {
  test('has 24 hours and 30 days, oldest first, with zeros where nothing happened', async () => {
    log.push(
      { hour: hour('03-01T09'), kind: 'signIns', coordinate: null, count: 3 },
      { hour: hour('02-28T10'), kind: 'failures', coordinate: null, count: 2 },
      { hour: hour('02-28T09'), kind: 'failures', coordinate: null, count: 40 },
      { hour: hour('01-31T00'), kind: 'signUps', coordinate: null, count: 1 },
      { hour: hour('01-30T23'), kind: 'signUps', coordinate: null, count: 100 },
    );

    const { hourly, daily } = await createTestActivity()();

    expect(hourly).toHaveLength(24);
    expect(hourly[0]).toEqual({
      startsAt: hour('02-28T10'),
      signIns: 0,
      failures: 2,
      signUps: 0,
      refusals: 0,
    });
    expect(hourly.at(-1)).toMatchObject({ startsAt: hour('03-01T09'), signIns: 3 });
    expect(daily).toHaveLength(30);
    expect(daily[0]).toMatchObject({ startsAt: hour('01-31T00'), signUps: 1 });
    expect(daily.at(-2)).toMatchObject({ failures: 42 });
  });

  test('sums refusals by coordinate, the most frequent first', async () => {
    const refusal = (at: string, coordinate: string, count: number): HourlyCount => ({
      hour: hour(at),
      kind: 'refusals',
      coordinate,
      count,
    });
    log.push(
      refusal('03-01T01', 'Query.users', 2),
      refusal('03-01T02', 'Query.users', 3),
      refusal('02-10T02', 'GET /reports', 4),
    );

    expect((await createTestActivity()()).refusals).toEqual([
      { coordinate: 'Query.users', count: 5 },
      { coordinate: 'GET /reports', count: 4 },
    ]);
  });

  test('counts settled hours once, and new events every time', async () => {
    const activity = createTestActivity();
    log.push({ hour: hour('03-01T08'), kind: 'signIns', coordinate: null, count: 1 });
    await activity();
    const first = asked.splice(0);
    log.push({ hour: hour('03-01T09'), kind: 'signIns', coordinate: null, count: 5 });

    const { hourly } = await activity();

    expect(first).toHaveLength(30);
    expect(asked).toEqual([hour('03-01T09').toISOString()]);
    expect(hourly.slice(-2).map(({ signIns }) => signIns)).toEqual([1, 5]);
  });

  test('starts again after the clock was set back, and forgets what is older than 30 days', async () => {
    const activity = createTestActivity();
    log.push({ hour: hour('03-01T08'), kind: 'signIns', coordinate: null, count: 1 });
    await activity();
    clock.moveBy(-3_600 * 3);
    asked = [];
    const { hourly } = await activity();
    expect([asked.length, hourly.at(-1)?.signIns]).toEqual([30, 0]);

    clock.moveBy(3_600 * 24 * 31);
    const later = await activity();
    expect(later.daily.map(({ signIns }) => signIns).join('')).toBe('0'.repeat(30));
  });
});
