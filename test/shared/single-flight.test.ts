import { expect, test } from '@jest/globals';
import { createRounds } from '../../src/shared/single-flight.js';

interface Question {
  answer(): void;
  fail(): void;
}

function bench() {
  const questions: Question[] = [];
  const rounds = createRounds(
    () =>
      new Promise((resolve, reject) => {
        questions.push({ answer: resolve, fail: () => reject(new Error('no answer')) });
      }),
  );
  return { questions, rounds };
}

const pause = () => new Promise((resolve) => setImmediate(resolve));

test('who comes while a question is under way shares the next one, and waits for its answer', async () => {
  const { questions, rounds } = bench();
  const done: string[] = [];
  const first = rounds.next().then(() => done.push('first'));
  const others = Promise.all([1, 2, 3].map(() => rounds.next())).then(() => done.push('others'));

  questions[0]?.answer();
  await first;
  await pause();

  expect([questions.length, done]).toEqual([2, ['first']]);
  questions[1]?.answer();
  await others;
  expect([questions.length, done]).toEqual([2, ['first', 'others']]);
});

test('a question that fails fails those who waited for it, and not those who come after', async () => {
  const { questions, rounds } = bench();
  const first = rounds.next();
  const second = rounds.next();

  questions[0]?.fail();
  await expect(first).rejects.toThrow('no answer');
  await pause();
  questions[1]?.answer();

  await expect(second).resolves.toBeUndefined();
  const third = rounds.next();
  questions[2]?.answer();
  await expect(third).resolves.toBeUndefined();
});
