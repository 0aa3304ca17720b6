import { describe, expect, test } from '@jest/globals';
import { refundUnlessWrong } from '../../../src/platform/rate-limit/index.js';
import { tooManyAttempts } from '../../../src/platform/rate-limit/rate-limit-errors.js';

/** A charged attempt that counts its refunds. */
function createAttempt(failure?: Error) {
  const attempt = {
    refunds: 0,
    refund: async (): Promise<void> => {
      attempt.refunds += 1;
      if (failure !== undefined) throw failure;
    },
  };
  return attempt;
}

const refusal = tooManyAttempts(1);
const crash = new Error('the connection was lost');

describe('an attempt', () => {
  test('is refunded for a right answer', async () => {
    const attempt = createAttempt();

    expect(await refundUnlessWrong(attempt, async () => 'right')).toBe('right');
    expect(attempt.refunds).toBe(1);
  });

  test('stays counted for a wrong answer', async () => {
    const attempt = createAttempt();

    expect(await refundUnlessWrong(attempt, async () => null)).toBeNull();
    expect(attempt.refunds).toBe(0);
  });

  test.each([
    ['is refunded when the answer was refused without a comparison', refusal, 1],
    ['stays counted when nobody knows whether the answer was compared', crash, 0],
  ])('%s', async (_, error, refunds) => {
    const attempt = createAttempt();
    const outcome = refundUnlessWrong(attempt, () => Promise.reject(error));

    await expect(outcome).rejects.toBe(error);
    expect(attempt.refunds).toBe(refunds);
  });

  test('is refunded once, while the work continues', async () => {
    const attempt = createAttempt();
    let duringWork = 0;

    await refundUnlessWrong(attempt, async (startRefund) => {
      startRefund();
      duringWork = attempt.refunds;
      return true;
    });

    expect([duringWork, attempt.refunds]).toEqual([1, 1]);
  });

  test('fails when it cannot be refunded', async () => {
    const outcome = refundUnlessWrong(createAttempt(crash), async (startRefund) => {
      startRefund();
      return true;
    });

    await expect(outcome).rejects.toBe(crash);
  });
});
