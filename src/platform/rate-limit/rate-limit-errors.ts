import { DomainError } from '../../shared/index.js';

/** RATE_LIMITED: whoever it is counted on has used the budget up. */
export function rateLimited(message: string, retryAfterSeconds: number): DomainError {
  return new DomainError({ reason: 'RATE_LIMITED', message, retryAfterSeconds });
}

/** TOO_MANY_ATTEMPTS: too many wrong passwords for what was typed, or for the caller's own account; the same for a name that does not exist. */
export function tooManyAttempts(retryAfterSeconds: number): DomainError {
  return new DomainError({
    reason: 'TOO_MANY_ATTEMPTS',
    message: 'Too many failed attempts. Wait before trying again.',
    retryAfterSeconds,
  });
}

/** SERVICE_UNAVAILABLE: the count could not be asked, and nobody passes uncounted. */
export function countersUnavailable(cause: unknown): DomainError {
  return new DomainError({
    reason: 'SERVICE_UNAVAILABLE',
    message: 'The service is not available at the moment. Try again shortly.',
    retryAfterSeconds: 5,
    detail: 'the rate limit counters could not be reached',
    cause,
  });
}
