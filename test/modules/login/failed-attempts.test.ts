import { expect, test } from '@jest/globals';
import { createFailedAttempts, type FailedAttempts } from '../../../src/modules/login/failed-attempts.js';
import type { DomainEvent, Transaction } from '../../../src/shared/index.js';
import { twin } from '../../helpers/stub.js';

const attempt = { subjectId: null, caller: null, reason: 'TOO_MANY_ATTEMPTS' };

interface World {
  now: number;
  isFull: boolean;
  readonly told: DomainEvent[];
}

function world(): World & FailedAttempts {
  const here: World = { now: Date.UTC(2026, 2, 1), told: [], isFull: false };
  const failedAttempts = createFailedAttempts({
    transactions: { run: (work) => work(twin<Transaction>({})), reader: twin({}) },
    events: {
      publish: async (_, event) => {
        if (here.isFull) throw new Error('the log is full');
        here.told.push(event);
      },
    },
    clock: { now: () => new Date(here.now) },
  });
  return Object.assign(here, failedAttempts);
}

test('every failure is written down, however many there are', async () => {
  const here = world();

  for (let count = 0; count < 5; count += 1) await here.tellFailed({ ...attempt, reason: 'WRONG_PASSWORD' });

  expect(here.told).toHaveLength(5);
});

test('what was refused is written down once a minute for the same reason and the same name', async () => {
  const here = world();

  for (let count = 0; count < 5; count += 1) await here.tellThrottled(attempt, 'name ada');
  await here.tellThrottled({ ...attempt, reason: 'RATE_LIMITED' }, 'name ada');
  await here.tellThrottled(attempt, 'name eve');
  expect(here.told).toHaveLength(3);
  here.now += 60_000;
  await here.tellThrottled(attempt, 'name ada');

  expect(here.told).toHaveLength(4);
  expect(here.told[0]).toMatchObject({ type: 'login.throttled', outcome: 'FAILURE', reason: attempt.reason });
});

test('what could not be written is thrown, and is written the next time', async () => {
  const here = world();
  here.isFull = true;
  await expect(here.tellThrottled(attempt, 'name ada')).rejects.toThrow('the log is full');
  here.isFull = false;

  await here.tellThrottled(attempt, 'name ada');

  expect(here.told).toHaveLength(1);
});
