import { type Charge, type Guess, type GuessedAt, networkOf } from '../../platform/rate-limit/index.js';
import { type DomainError, isRefusal, type UserId } from '../../shared/index.js';
import type { PasswordCredential } from '../passwords/index.js';
import type { User } from '../users/index.js';
import type { FailedAttempts } from './failed-attempts.js';
import type { KnownDevices } from './known-devices.js';
import type { Claimant, PasswordAttempt } from './password-attempt.js';

/** What attempts are counted with. */
export interface Counting {
  /** Failures under what was typed, and at an account; the limits room keeps the count. */
  readonly guesses: { charge(at: GuessedAt): Promise<Guess> };
  /** Failures from an address, likewise. */
  readonly addressFailures: { charge(ipAddress: string): Promise<Charge> };
  readonly devices: KnownDevices;
  readonly failedAttempts: FailedAttempts;
}

/** An attempt that counts as failed until it is given back. */
export type CountedAttempt = Guess;

/** The id that no row has (RFC 9562 5.9): an unknown name asks the database as many questions as a known one. */
// A constant of the right form, hence the cast.
export const nobody = '00000000-0000-0000-0000-000000000000' as UserId;

/**
 * Counts the attempt: what was typed first, then the address, so that hammering at one name does not use up an office's budget. Refuses with
 * TOO_MANY_ATTEMPTS and RATE_LIMITED, which are written down, and with SERVICE_UNAVAILABLE.
 */
export async function chargeAttempt(
  counting: Counting,
  attempt: PasswordAttempt,
  user: User | null,
  credential: PasswordCredential | null,
): Promise<CountedAttempt> {
  const { who, client } = attempt;
  try {
    const guess = await counting.guesses.charge(guessedAt(counting.devices, attempt, user, credential));
    const address = await chargeAddress(counting, client.ipAddress, guess);
    return {
      giveBack: async () => {
        await guess.giveBack();
        await address.giveBack();
      },
    };
  } catch (error) {
    if (isThrottled(error)) {
      const caller = who.by === 'SESSION' ? who.caller : null;
      const { reason } = error;
      const countedOn = reason === 'RATE_LIMITED' ? networkOf(client.ipAddress) : targetOf(who);
      await counting.failedAttempts.tellThrottled({ subjectId: user?.id ?? null, caller, reason }, countedOn);
    }
    throw error;
  }
}

/**
 * In one word, whose turn it is: attempts with the same one wait for each other. A device that says it is known has its own, proven or not, so that
 * strangers who crowd at a name keep its owner waiting nowhere.
 */
export function turnOf({ who }: PasswordAttempt): string {
  const device = who.by === 'SESSION' || who.device === null ? '' : ` from ${who.device}`;
  return `${targetOf(who)}${device}`;
}

/** At whose password somebody guesses, in one word. */
function targetOf(who: Claimant): string {
  return who.by === 'SESSION' ? `session ${who.caller.id}` : `name ${who.identifier}`;
}

function guessedAt(
  devices: KnownDevices,
  { who }: PasswordAttempt,
  user: User | null,
  credential: PasswordCredential | null,
): GuessedAt {
  if (who.by === 'SESSION') return { by: 'SESSION', account: who.caller.id };
  const owner = { userId: user?.id ?? nobody, passwordChangedAt: credential?.changedAt ?? new Date(0) };
  const device = devices.recognise(who.device, owner);
  return { by: 'NAME', identifier: who.identifier, account: user?.id ?? null, device };
}

async function chargeAddress(
  { addressFailures }: Counting,
  ipAddress: string,
  guess: Guess,
): Promise<Charge> {
  try {
    return await addressFailures.charge(ipAddress);
  } catch (refusal) {
    // Nothing will be compared.
    await guess.giveBack();
    throw refusal;
  }
}

function isThrottled(error: unknown): error is DomainError {
  return isRefusal(error, 'TOO_MANY_ATTEMPTS') || isRefusal(error, 'RATE_LIMITED');
}
