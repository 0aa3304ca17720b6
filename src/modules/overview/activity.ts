import { addSeconds, type Clock, createSingleFlight } from '../../shared/index.js';

/** How many events of one kind one hour had. */
export interface HourlyCount {
  readonly hour: Date;
  readonly kind: 'signIns' | 'failures' | 'signUps' | 'refusals';
  /** What was refused; null for the other kinds. */
  readonly coordinate: string | null;
  readonly count: number;
}

/** Counts the events from one instant (inclusive) to another. */
export type CountByHour = (from: Date, before: Date) => Promise<readonly HourlyCount[]>;

/** The events of one hour or day. */
export interface ActivityPoint {
  readonly startsAt: Date;
  readonly signIns: number;
  readonly failures: number;
  readonly signUps: number;
  readonly refusals: number;
}

/** The figures of the last 30 days. */
export interface Activity {
  /** The last 24 hours, the current one included, oldest first. */
  readonly hourly: readonly ActivityPoint[];
  /** The last 30 days (UTC), today included, oldest first. */
  readonly daily: readonly ActivityPoint[];
  /** What was refused most often in the 30 days, at most `maxRefusals`. */
  readonly refusals: readonly { readonly coordinate: string; readonly count: number }[];
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const maxRefusals = 20;

/** A transaction commits its events a moment after they occurred, and clocks of instances differ a little. */
const settleSeconds = 300;

/**
 * Returns a function that loads the figures. The events of 30 days are counted once; afterwards only those
 * since the last settled hour, because the log is append-only and the hours before do not change.
 */
export function createActivity(countByHour: CountByHour, clock: Clock): () => Promise<Activity> {
  let settled: readonly HourlyCount[] = [];
  let settledUntil: Date | null = null;

  /** One statement for each day, so that none takes long. */
  async function countByDay(from: Date, before: Date): Promise<readonly HourlyCount[]> {
    const counts: HourlyCount[] = [];
    for (let start = from; start < before; start = new Date(floor(start, dayMs).getTime() + dayMs)) {
      const end = new Date(Math.min(floor(start, dayMs).getTime() + dayMs, before.getTime()));
      counts.push(...(await countByHour(start, end)));
    }
    return counts;
  }

  async function load(): Promise<Activity> {
    const now = clock.now();
    const start = new Date(floor(now, dayMs).getTime() - 29 * dayMs);
    // A clock that was set back starts from the beginning.
    const isUsable = settledUntil !== null && settledUntil >= start && settledUntil <= now;
    const from = isUsable && settledUntil !== null ? settledUntil : start;
    const recent = await countByDay(from, addSeconds(now, settleSeconds));
    const counts = [...(isUsable ? settled : []), ...recent].filter(({ hour }) => hour >= start);
    const until = floor(addSeconds(now, -settleSeconds), hourMs);
    settled = counts.filter(({ hour }) => hour < until);
    settledUntil = until;
    return {
      hourly: pointsOf(counts, floor(now, hourMs), hourMs, 24),
      daily: pointsOf(counts, floor(now, dayMs), dayMs, 30),
      refusals: refusalsOf(counts),
    };
  }

  return createSingleFlight(load, { patienceMs: null }).runShared;
}

function floor(time: Date, stepMs: number): Date {
  return new Date(Math.floor(time.getTime() / stepMs) * stepMs);
}

function pointsOf(
  counts: readonly HourlyCount[],
  last: Date,
  stepMs: number,
  length: number,
): readonly ActivityPoint[] {
  const points = Array.from({ length }, (_, index) => ({
    startsAt: new Date(last.getTime() - (length - 1 - index) * stepMs),
    signIns: 0,
    failures: 0,
    signUps: 0,
    refusals: 0,
  }));
  const byStart = new Map(points.map((point) => [point.startsAt.getTime(), point]));
  for (const { hour, kind, count } of counts) {
    const point = byStart.get(floor(hour, stepMs).getTime());
    if (point !== undefined) point[kind] += count;
  }
  return points;
}

function refusalsOf(counts: readonly HourlyCount[]): Activity['refusals'] {
  const totals = new Map<string, number>();
  for (const { coordinate, count } of counts)
    if (coordinate !== null) totals.set(coordinate, (totals.get(coordinate) ?? 0) + count);
  return [...totals]
    .map(([coordinate, count]) => ({ coordinate, count }))
    .sort((one, other) => other.count - one.count || (one.coordinate < other.coordinate ? -1 : 1))
    .slice(0, maxRefusals);
}
