import { v7 as uuidv7 } from 'uuid';
import type { AttemptSubject, LoginThrottle } from '../../../src/platform/rate-limit/index.js';
import { DomainError, parseUserId, type UserId } from '../../../src/shared/index.js';

let names = 0;

/** Returns a name that no other test uses. */
export function uniqueName(): string {
  names += 1;
  return `name${names}`;
}

/** Returns a new random user id. */
export function newUserId(): UserId {
  const id = parseUserId(uuidv7());
  if (id === null) throw new Error('unreachable');
  return id;
}

/** Returns the subject of an attempt by name. */
export function subjectByName(
  identifier: string,
  account: UserId | null = null,
  device: string | null = null,
): AttemptSubject {
  return { by: 'NAME', identifier, account, device };
}

/** Returns the seconds to wait, or null when the attempt was accepted (and failed). */
export async function secondsToWait(
  loginThrottle: LoginThrottle,
  subject: AttemptSubject,
): Promise<number | null> {
  try {
    await loginThrottle.chargeAttempt(subject);
    return null;
  } catch (error) {
    if (!(error instanceof DomainError) || error.reason !== 'TOO_MANY_ATTEMPTS') throw error;
    return error.refusals[0].retryAfterSeconds ?? Number.NaN;
  }
}

/** Makes failing attempts until one is rejected, and returns how many were accepted. */
export async function exhaust(loginThrottle: LoginThrottle, subject: AttemptSubject): Promise<number> {
  let count = 0;
  while ((await secondsToWait(loginThrottle, subject)) === null) count += 1;
  return count;
}
