import { DomainError } from '../../shared/index.js';

export function rateLimited(message: string, retryAfterSeconds: number): DomainError {
  return new DomainError({ reason: 'RATE_LIMITED', message, retryAfterSeconds });
}

/**
 * Too many wrong passwords for the entered name or for the caller's own account. The same for unknown names.
 */
export function tooManyAttempts(retryAfterSeconds: number): DomainError {
  return new DomainError({
    reason: 'TOO_MANY_ATTEMPTS',
    message: 'Too many failed attempts. Wait before trying again.',
    retryAfterSeconds,
  });
}

/** The counters cannot be reached; nothing passes uncounted. */
export function countersUnavailable(cause: unknown): DomainError {
  return new DomainError({
    reason: 'SERVICE_UNAVAILABLE',
    message: 'The service is temporarily unavailable. Try again shortly.',
    retryAfterSeconds: 5,
    detail: 'the rate limit counters could not be reached',
    cause,
  });
}
