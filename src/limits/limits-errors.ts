import { DomainError } from '../kernel/index.js';

/** RATE_LIMITED: too many failures from this address. */
export function tooManyFailures(retryAfterSeconds: number): DomainError {
  return new DomainError({
    reason: 'RATE_LIMITED',
    message: 'Too many failed attempts. Try again later.',
    retryAfterSeconds,
  });
}

/** SERVICE_UNAVAILABLE: the count could not be asked, and nobody passes uncounted. */
export function countUnavailable(cause: unknown): DomainError {
  return new DomainError({
    reason: 'SERVICE_UNAVAILABLE',
    message: 'The service is not available at the moment. Try again shortly.',
    retryAfterSeconds: 5,
    detail: 'the rate limit counters could not be reached',
    cause,
  });
}
