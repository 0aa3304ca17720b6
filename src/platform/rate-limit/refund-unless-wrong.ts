import { DomainError } from '../../shared/index.js';
import type { ChargedAttempt } from './login-throttle.js';

/**
 * Runs the work of an attempt that is counted as failed, and refunds it unless the answer was wrong. The work
 * returns null for a wrong answer. When it throws a DomainError, the answer was right or was not compared.
 * Any other error may have come after the comparison, so the attempt stays counted. The work may start the
 * refund as soon as the answer was right, so that both run side by side.
 */
export async function refundUnlessWrong<T>(
  charged: ChargedAttempt,
  work: (startRefund: () => void) => Promise<T | null>,
): Promise<T | null> {
  let refunded: Promise<void> | null = null;
  const refund = (): Promise<void> => {
    refunded ??= charged.refund();
    return refunded;
  };
  const startRefund = (): void => {
    // Thrown below.
    refund().catch(() => {});
  };
  try {
    const outcome = await work(startRefund);
    if (outcome !== null) await refund();
    return outcome;
  } catch (error) {
    if (error instanceof DomainError) await refund();
    throw error;
  }
}
