import { setTimeout as wait } from 'node:timers/promises';

/** Much longer than anything takes, on a slow machine too. */
const limitMs = 60_000;

/** Repeats an expectation until it holds, and returns its value. Throws the last failure after a minute. */
export async function eventually<T>(expectation: () => T | Promise<T>): Promise<T> {
  const until = performance.now() + limitMs;
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await expectation();
    } catch (failure) {
      if (performance.now() > until) throw failure;
    }
    await wait(Math.min(attempt, 20));
  }
}
