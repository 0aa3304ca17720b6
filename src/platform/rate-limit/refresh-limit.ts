import type { SessionId } from '../../shared/index.js';
import type { Budget } from './budget.js';
import type { CounterCharge, CounterRow, PreparedCharge } from './counters.js';
import { networkOf } from './network-address.js';

/** A charge that is part of a statement of another module. */
export interface StatementCharge {
  /** The parameters of `chargeCtes`. */
  readonly parameters: readonly unknown[];
  /** Takes the row of the CTE `charged`. Throws RATE_LIMITED when nothing was charged. */
  accept(row: CounterRow | undefined): void;
}

/** Counts refreshes by session, and refreshes with unknown tokens by address. */
export interface RefreshLimit {
  /** Throws RATE_LIMITED and SERVICE_UNAVAILABLE. */
  chargeSession(sessionId: SessionId): Promise<void>;
  /** Prepares the same charge for the statement that refreshes the session. */
  prepareSession(sessionId: SessionId): StatementCharge;
  /** Throws RATE_LIMITED and SERVICE_UNAVAILABLE. */
  chargeUnknownToken(ipAddress: string): Promise<void>;
}

export function createRefreshLimit(
  refresh: Budget,
  prepareCharge: (charge: CounterCharge) => PreparedCharge,
): RefreshLimit {
  return {
    chargeSession: async (sessionId) => {
      await refresh.chargeBudget(sessionId);
    },
    prepareSession: (sessionId) => {
      const charge = prepareCharge(refresh.prepareCharge(sessionId));
      return {
        parameters: charge.parameters,
        accept: (row) => {
          // Never refunded.
          refresh.acceptCharge({ ...charge.readResult(row), undo: async () => {} });
        },
      };
    },
    chargeUnknownToken: async (ipAddress) => {
      await refresh.chargeBudget(networkOf(ipAddress));
    },
  };
}
