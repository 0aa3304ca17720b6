import { DomainError } from './domain-error.js';

/** A number that the metrics contain, read at each scrape. */
export interface Gauge {
  /** The name of the metric, in the form that Prometheus requires. */
  readonly name: string;
  readonly help: string;
  /** A gauge that cannot be read is left out of the scrape. */
  read(): number | Promise<number>;
  /** How long a value is used again, where reading it is expensive. Default: 0. */
  readonly maxAgeSeconds?: number;
  /** How the values of several workers become one. Default: their sum; `max` for a number of the database. */
  readonly combine?: 'sum' | 'min' | 'max';
}

/** Counts what modules do, for the metrics. The labels are from closed sets, never values of a request. */
export interface Measurements {
  countLogin(outcome: string): void;
  countRefresh(outcome: string): void;
  /** Counts a request that a rate limit has rejected. */
  countRateLimited(bucket: string): void;
  /** Counts a passkey that was refused because its authenticator counted fewer signatures than before. */
  countPasskeyRegression(): void;
  /** Counts an attempt to send a mail. */
  countMail(outcome: 'SENT' | 'RETRIED' | 'ABANDONED'): void;
  countPasskeyLogin(outcome: string): void;
  /** Counts a list that was read at the replica, or, because that was behind or failed, at the primary. */
  countListRead(outcome: 'REPLICA' | 'BEHIND' | 'FAILED'): void;
}

/** Counts nothing: for the command line and for tests. */
export const noMeasurements: Measurements = {
  countLogin: () => {},
  countRefresh: () => {},
  countRateLimited: () => {},
  countPasskeyRegression: () => {},
  countMail: () => {},
  countPasskeyLogin: () => {},
  countListRead: () => {},
};

/** The outcome of work that returned a result. */
export const successOutcome = 'SUCCESS';

/**
 * Wraps the work so that each call is counted with its outcome: that of `outcomeOf` (default: SUCCESS), the
 * reason of a DomainError, or ERROR for any other error.
 */
export function countOutcomes<Request, Result>(
  work: (request: Request) => Promise<Result>,
  count: (outcome: string) => void,
  outcomeOf: (result: Result) => string = () => successOutcome,
): (request: Request) => Promise<Result> {
  return async (request) => {
    try {
      const result = await work(request);
      count(outcomeOf(result));
      return result;
    } catch (error) {
      count(error instanceof DomainError ? error.reason : 'ERROR');
      throw error;
    }
  };
}
