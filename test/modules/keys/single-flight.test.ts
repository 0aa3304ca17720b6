import { expect, test } from '@jest/globals';
import { createSingleFlight, type SingleFlight } from '../../../src/modules/keys/single-flight.js';

interface Fixture {
  readonly singleFlight: SingleFlight;
  /** How each look that has started is ended. */
  readonly started: { readonly end: () => void; readonly fail: () => void }[];
  /** Ends each pause. */
  readonly pauses: (() => void)[];
}

function createFixture(): Fixture {
  const started: Fixture['started'] = [];
  const pauses: Fixture['pauses'] = [];
  const singleFlight = createSingleFlight(
    () =>
      new Promise<void>((resolve, reject) => {
        started.push({ end: resolve, fail: () => reject(new Error('out of reach')) });
      }),
    () =>
      new Promise<void>((resolve) => {
        pauses.push(resolve);
      }),
  );
  return { singleFlight, started, pauses };
}

/** Lets everything happen that waits for nothing. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function observe(promise: Promise<void>): () => string {
  let state = 'waits';
  promise.then(
    () => {
      state = 'done';
    },
    () => {
      state = 'failed';
    },
  );
  return () => state;
}

test('an answer is never older than the question: who asks during a look waits for the next one', async () => {
  const { singleFlight, started } = createFixture();
  const first = observe(singleFlight.runFresh());
  const later = [observe(singleFlight.runFresh()), observe(singleFlight.runFresh())];

  started[0]?.end();
  await settle();

  expect(first()).toBe('done');
  expect(later.map((state) => state())).toEqual(['waits', 'waits']);
  expect(started).toHaveLength(2);
  started[1]?.end();
  await settle();
  expect(later.map((state) => state())).toEqual(['done', 'done']);
  expect(started).toHaveLength(2);
});

test('a look that fails fails those who waited for it, and nobody after them', async () => {
  const { singleFlight, started } = createFixture();
  const first = observe(singleFlight.runFresh());
  const later = observe(singleFlight.runFresh());

  started[0]?.fail();
  await settle();
  started[1]?.end();
  await settle();

  expect([first(), later()]).toEqual(['failed', 'done']);
});

test('runThrottled singleFlight begin once in a pause; who comes meanwhile is delayed and not refused', async () => {
  const { singleFlight, started, pauses } = createFixture();
  const first = observe(singleFlight.runThrottled());
  await settle();
  started[0]?.end();
  await settle();
  const later = [observe(singleFlight.runThrottled()), observe(singleFlight.runThrottled())];
  await settle();

  expect(first()).toBe('done');
  expect(started).toHaveLength(1);
  pauses[0]?.();
  await settle();
  expect(started).toHaveLength(2);
  started[1]?.end();
  await settle();
  expect(later.map((state) => state())).toEqual(['done', 'done']);
});

test('a runThrottled look that fails does not keep the throttle shut', async () => {
  const { singleFlight, started, pauses } = createFixture();
  const first = observe(singleFlight.runThrottled());
  await settle();
  started[0]?.fail();
  await settle();
  const second = observe(singleFlight.runThrottled());
  pauses[0]?.();
  await settle();
  started[1]?.end();
  await settle();

  expect([first(), second()]).toEqual(['failed', 'done']);
});
