import type { SessionId } from '../../shared/index.js';

/** How often a session may be refreshed; the limits module keeps the count, for all instances and both doors together. */
export interface RefreshLimit {
  /** Counts one. Refuses with RATE_LIMITED, and with SERVICE_UNAVAILABLE when it cannot be counted. */
  charge(sessionId: SessionId): Promise<void>;
  /** Counts a token that nobody knows on the address it came from; refuses likewise. */
  chargeUnknownToken(ipAddress: string): Promise<void>;
}
