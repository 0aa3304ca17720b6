import type { ConnectionLimits } from './connections.js';

/** How long a client may take, in milliseconds. */
export interface HttpTimeouts {
  /** From the first byte to the end of the headers. */
  readonly headersMs: number;
  /** From the first byte to the end of the body. */
  readonly requestMs: number;
  /** Without any progress of a request or of its response, on either side. */
  readonly inactiveMs: number;
  /** How often connections are checked against these times; adds to them in the worst case. */
  readonly checkIntervalMs: number;
  /** How long the database may take to answer for /health/ready. */
  readonly readinessMs: number;
}

/** Node's default check interval of 30 seconds would extend the header timeout to 40 seconds. */
export const defaultHttpTimeouts: HttpTimeouts = {
  headersMs: 10_000,
  requestMs: 30_000,
  inactiveMs: 60_000,
  checkIntervalMs: 1_000,
  readinessMs: 2_000,
};

/** The most bytes in the body of a request, and in a message of a WebSocket. */
export const bodyLimitBytes = 100_000;

export const defaultConnectionLimits: ConnectionLimits = { waiting: 2_000, total: 10_000 };
