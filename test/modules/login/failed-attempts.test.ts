import { describe, expect, test } from '@jest/globals';
import { createFailedAttempts, type FailedAttempts } from '../../../src/modules/login/failed-attempts.js';
import type { DomainEvent, Transaction } from '../../../src/shared/index.js';
import { stub } from '../../helpers/stub.js';

const attempt = { subjectId: null, caller: null, reason: 'TOO_MANY_ATTEMPTS' };

interface Fixture {
  now: number;
  isLogFull: boolean;
  readonly published: DomainEvent[];
}

function createFixture(): Fixture & FailedAttempts {
  const fixture: Fixture = { now: Date.UTC(2026, 2, 1), published: [], isLogFull: false };
  const failedAttempts = createFailedAttempts({
    transactions: { run: (work) => work(stub<Transaction>({})), reader: stub({}) },
    events: {
      publishEvent: async (_, event) => {
        if (fixture.isLogFull) throw new Error('the log is full');
        fixture.published.push(event);
      },
    },
    clock: { now: () => new Date(fixture.now) },
  });
  return Object.assign(fixture, failedAttempts);
}

describe('recordFailedAttempt', () => {
  test('records every failure', async () => {
    const fixture = createFixture();

    for (let count = 0; count < 5; count += 1)
      await fixture.recordFailedAttempt({ ...attempt, reason: 'WRONG_PASSWORD' });

    expect(fixture.published).toHaveLength(5);
  });
});

describe('recordThrottledAttempt', () => {
  test('records one attempt per minute for the same reason and name', async () => {
    const fixture = createFixture();

    for (let count = 0; count < 5; count += 1) await fixture.recordThrottledAttempt(attempt, 'name ada');
    await fixture.recordThrottledAttempt({ ...attempt, reason: 'RATE_LIMITED' }, 'name ada');
    await fixture.recordThrottledAttempt(attempt, 'name eve');
    expect(fixture.published).toHaveLength(3);
    fixture.now += 60_000;
    await fixture.recordThrottledAttempt(attempt, 'name ada');

    expect(fixture.published).toHaveLength(4);
    expect(fixture.published[0]).toMatchObject({
      type: 'login.throttled',
      outcome: 'FAILURE',
      reason: attempt.reason,
    });
  });

  test('throws when an attempt cannot be recorded, and records the next one', async () => {
    const fixture = createFixture();
    fixture.isLogFull = true;
    await expect(fixture.recordThrottledAttempt(attempt, 'name ada')).rejects.toThrow('the log is full');
    fixture.isLogFull = false;

    await fixture.recordThrottledAttempt(attempt, 'name ada');

    expect(fixture.published).toHaveLength(1);
  });
});
