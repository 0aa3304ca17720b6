import { expect, test } from '@jest/globals';
import { createFreshLooks, type FreshLooks } from '../../../src/modules/keys/single-flight.js';

interface Bench {
  readonly looks: FreshLooks;
  /** How each look that has begun is ended. */
  readonly begun: { readonly end: () => void; readonly fail: () => void }[];
  /** Ends each pause. */
  readonly pauses: (() => void)[];
}

function createBench(): Bench {
  const begun: Bench['begun'] = [];
  const pauses: Bench['pauses'] = [];
  const looks = createFreshLooks(
    () =>
      new Promise<void>((resolve, reject) => {
        begun.push({ end: resolve, fail: () => reject(new Error('out of reach')) });
      }),
    () =>
      new Promise<void>((resolve) => {
        pauses.push(resolve);
      }),
  );
  return { looks, begun, pauses };
}

/** Lets everything happen that waits for nothing. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function watch(promise: Promise<void>): () => string {
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
  const { looks, begun } = createBench();
  const first = watch(looks.fresh());
  const later = [watch(looks.fresh()), watch(looks.fresh())];

  begun[0]?.end();
  await settle();

  expect(first()).toBe('done');
  expect(later.map((state) => state())).toEqual(['waits', 'waits']);
  expect(begun).toHaveLength(2);
  begun[1]?.end();
  await settle();
  expect(later.map((state) => state())).toEqual(['done', 'done']);
  expect(begun).toHaveLength(2);
});

test('a look that fails fails those who waited for it, and nobody after them', async () => {
  const { looks, begun } = createBench();
  const first = watch(looks.fresh());
  const later = watch(looks.fresh());

  begun[0]?.fail();
  await settle();
  begun[1]?.end();
  await settle();

  expect([first(), later()]).toEqual(['failed', 'done']);
});

test('paced looks begin once in a pause; who comes meanwhile is delayed and not refused', async () => {
  const { looks, begun, pauses } = createBench();
  const first = watch(looks.paced());
  await settle();
  begun[0]?.end();
  await settle();
  const later = [watch(looks.paced()), watch(looks.paced())];
  await settle();

  expect(first()).toBe('done');
  expect(begun).toHaveLength(1);
  pauses[0]?.();
  await settle();
  expect(begun).toHaveLength(2);
  begun[1]?.end();
  await settle();
  expect(later.map((state) => state())).toEqual(['done', 'done']);
});

test('a paced look that fails does not keep the door shut', async () => {
  const { looks, begun, pauses } = createBench();
  const first = watch(looks.paced());
  await settle();
  begun[0]?.fail();
  await settle();
  const second = watch(looks.paced());
  pauses[0]?.();
  await settle();
  begun[1]?.end();
  await settle();

  expect([first(), second()]).toEqual(['failed', 'done']);
});
