import { describe, expect, test } from '@jest/globals';
import {
  createSingleFlight,
  type SingleFlight,
  throttleRuns,
  withWaitBudget,
} from '../../src/shared/index.js';

interface Fixture {
  readonly singleFlight: SingleFlight<number>;
  /** How each run that has started is ended; a run resolves to its number. */
  readonly runs: { readonly end: () => void; readonly fail: () => void }[];
}

function createFixture(patienceMs: number | null = null): Fixture {
  const runs: Fixture['runs'] = [];
  const singleFlight = createSingleFlight(
    () =>
      new Promise<number>((resolve, reject) => {
        const run = runs.length + 1;
        runs.push({ end: () => resolve(run), fail: () => reject(new Error('task failed')) });
      }),
    { patienceMs },
  );
  return { singleFlight, runs };
}

/** Resolves when all work that waits for nothing external is done. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Returns a function that reads the state of the promise: 'pending', 'failed' or its result. */
function observe(promise: Promise<number>): () => number | string {
  let state: number | string = 'pending';
  promise.then(
    (result) => {
      state = result;
    },
    () => {
      state = 'failed';
    },
  );
  return () => state;
}

describe('patience', () => {
  test('fails a run that never settles, and starts the next one', async () => {
    const { singleFlight, runs } = createFixture(20);
    const first = singleFlight.runFresh();
    const second = observe(singleFlight.runFresh());

    await expect(first).rejects.toMatchObject({ reason: 'SERVICE_UNAVAILABLE' });
    await settle();
    runs[1]?.end();
    await settle();

    expect(second()).toBe(2);
  });

  test('a caller whose time is over does not end the run for the others', async () => {
    const { singleFlight, runs } = createFixture(60_000);
    const hurried = withWaitBudget(10, () => singleFlight.runShared());
    const patient = observe(singleFlight.runShared());

    await expect(hurried).rejects.toMatchObject({ reason: 'SERVICE_UNAVAILABLE' });
    runs[0]?.end();
    await settle();

    expect(patient()).toBe(1);
  });
});

describe('runFresh', () => {
  test('gives callers that arrive during a run the result of the next run', async () => {
    const { singleFlight, runs } = createFixture();
    const first = observe(singleFlight.runFresh());
    const later = [1, 2, 3].map(() => observe(singleFlight.runFresh()));

    runs[0]?.end();
    await settle();

    expect([first(), ...later.map((state) => state())]).toEqual([1, 'pending', 'pending', 'pending']);
    runs[1]?.end();
    await settle();
    expect(later.map((state) => state())).toEqual([2, 2, 2]);
    expect(runs).toHaveLength(2);
  });

  test('rejects only the callers that wait for the failed run', async () => {
    const { singleFlight, runs } = createFixture();
    const first = observe(singleFlight.runFresh());
    const second = observe(singleFlight.runFresh());

    runs[0]?.fail();
    await settle();
    runs[1]?.end();
    await settle();
    const third = observe(singleFlight.runFresh());
    runs[2]?.end();
    await settle();

    expect([first(), second(), third()]).toEqual(['failed', 2, 3]);
  });
});

describe('runShared', () => {
  test('gives callers that arrive during a run the result of that run', async () => {
    const { singleFlight, runs } = createFixture();
    const callers = [1, 2].map(() => observe(singleFlight.runShared()));

    runs[0]?.end();
    await settle();
    const later = observe(singleFlight.runShared());
    runs[1]?.end();
    await settle();

    expect([...callers.map((state) => state()), later()]).toEqual([1, 1, 2]);
  });

  test('starts a new run after a failed one', async () => {
    const { singleFlight, runs } = createFixture();
    const first = observe(singleFlight.runShared());
    runs[0]?.fail();
    await settle();

    const second = observe(singleFlight.runShared());
    runs[1]?.end();
    await settle();

    expect([first(), second()]).toEqual(['failed', 2]);
  });
});

describe('throttleRuns', () => {
  function createThrottledFixture() {
    const pauses: (() => void)[] = [];
    const { singleFlight, runs } = createFixture();
    const pause = (): Promise<void> =>
      new Promise((resolve) => {
        pauses.push(resolve);
      });
    return { runThrottled: throttleRuns(singleFlight.runFresh, pause), runs, pauses };
  }

  test('starts one run per pause and delays the callers that arrive during the pause', async () => {
    const { runThrottled, runs, pauses } = createThrottledFixture();
    const first = observe(runThrottled());
    await settle();
    runs[0]?.end();
    await settle();
    const later = [observe(runThrottled()), observe(runThrottled())];
    await settle();

    expect([first(), runs.length]).toEqual([1, 1]);
    pauses[0]?.();
    await settle();
    expect(runs).toHaveLength(2);
    runs[1]?.end();
    await settle();
    expect(later.map((state) => state())).toEqual([2, 2]);
  });

  test('runs again after a run that failed', async () => {
    const { runThrottled, runs, pauses } = createThrottledFixture();
    const first = observe(runThrottled());
    await settle();
    runs[0]?.fail();
    await settle();
    const second = observe(runThrottled());
    pauses[0]?.();
    await settle();
    runs[1]?.end();
    await settle();

    expect([first(), second()]).toEqual(['failed', 2]);
  });
});
