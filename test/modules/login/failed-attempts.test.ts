import { expect, test } from '@jest/globals';
import { createFailedAttempts, type FailedAttempts } from '../../../src/modules/login/failed-attempts.js';
import type { DomainEvent, Transaction } from '../../../src/shared/index.js';
import { stub } from '../../helpers/stub.js';

const attempt = { subjectId: null, caller: null, reason: 'TOO_MANY_ATTEMPTS' };

interface Fixture {
  now: number;
  isFull: boolean;
  readonly told: DomainEvent[];
}

function createFixture(): Fixture & FailedAttempts {
  const fixture: Fixture = { now: Date.UTC(2026, 2, 1), told: [], isFull: false };
  const failedAttempts = createFailedAttempts({
    transactions: { run: (work) => work(stub<Transaction>({})), reader: stub({}) },
    events: {
      publish: async (_, event) => {
        if (fixture.isFull) throw new Error('the log is full');
        fixture.told.push(event);
      },
    },
    clock: { now: () => new Date(fixture.now) },
  });
  return Object.assign(fixture, failedAttempts);
}

test('every failure is written down, however many there are', async () => {
  const fixture = createFixture();

  for (let count = 0; count < 5; count += 1)
    await fixture.recordFailedAttempt({ ...attempt, reason: 'WRONG_PASSWORD' });

  expect(fixture.told).toHaveLength(5);
});

test('what was refused is written down once a minute for the same reason and the same name', async () => {
  const fixture = createFixture();

  for (let count = 0; count < 5; count += 1) await fixture.recordThrottledAttempt(attempt, 'name ada');
  await fixture.recordThrottledAttempt({ ...attempt, reason: 'RATE_LIMITED' }, 'name ada');
  await fixture.recordThrottledAttempt(attempt, 'name eve');
  expect(fixture.told).toHaveLength(3);
  fixture.now += 60_000;
  await fixture.recordThrottledAttempt(attempt, 'name ada');

  expect(fixture.told).toHaveLength(4);
  expect(fixture.told[0]).toMatchObject({
    type: 'login.throttled',
    outcome: 'FAILURE',
    reason: attempt.reason,
  });
});

test('what could not be written is thrown, and is written the next time', async () => {
  const fixture = createFixture();
  fixture.isFull = true;
  await expect(fixture.recordThrottledAttempt(attempt, 'name ada')).rejects.toThrow('the log is full');
  fixture.isFull = false;

  await fixture.recordThrottledAttempt(attempt, 'name ada');

  expect(fixture.told).toHaveLength(1);
});
