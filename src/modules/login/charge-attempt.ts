import {
  type AttemptSubject,
  type Charge,
  type ChargedAttempt,
  networkOf,
} from '../../platform/rate-limit/index.js';
import { type DomainError, isRefusal, type UserId } from '../../shared/index.js';
import type { PasswordCredential } from '../passwords/index.js';
import type { User } from '../users/index.js';
import type { FailedAttempts } from './failed-attempts.js';
import type { KnownDevices } from './known-devices.js';
import type { ClaimedIdentity, PasswordAttempt } from './password-attempt.js';

/** What attempts are counted with. */
export interface ChargeAttemptDependencies {
  /** Failures under what was typed, and at an account; the limits module keeps the count. */
  readonly loginThrottle: { charge(at: AttemptSubject): Promise<ChargedAttempt> };
  /** Failures from an address, likewise. */
  readonly addressFailures: { charge(ipAddress: string): Promise<Charge> };
  readonly devices: KnownDevices;
  readonly failedAttempts: FailedAttempts;
}

/** An attempt that counts as failed until it is given back. */
export type CountedAttempt = ChargedAttempt;

/** The id that no row has (RFC 9562 5.9): an unknown name asks the database as many questions as a known one. */
// A constant of the right form, hence the cast.
export const unknownUserId = '00000000-0000-0000-0000-000000000000' as UserId;

/**
 * Counts the attempt: what was typed first, then the address, so that hammering at one name does not use up an office's budget. Refuses with
 * TOO_MANY_ATTEMPTS and RATE_LIMITED, which are written down, and with SERVICE_UNAVAILABLE.
 */
export async function chargeAttempt(
  dependencies: ChargeAttemptDependencies,
  attempt: PasswordAttempt,
  user: User | null,
  credential: PasswordCredential | null,
): Promise<CountedAttempt> {
  const { claimedIdentity, client } = attempt;
  try {
    const countedAttempt = await dependencies.loginThrottle.charge(
      attemptSubjectOf(dependencies.devices, attempt, user, credential),
    );
    const address = await chargeAddress(dependencies, client.ipAddress, countedAttempt);
    return {
      refund: async () => {
        await countedAttempt.refund();
        await address.refund();
      },
    };
  } catch (error) {
    if (isThrottled(error)) {
      const caller = claimedIdentity.by === 'SESSION' ? claimedIdentity.caller : null;
      const { reason } = error;
      const countedOn = reason === 'RATE_LIMITED' ? networkOf(client.ipAddress) : targetOf(claimedIdentity);
      await dependencies.failedAttempts.recordThrottledAttempt(
        { subjectId: user?.id ?? null, caller, reason },
        countedOn,
      );
    }
    throw error;
  }
}

/**
 * In one word, whose turn it is: attempts with the same one wait for each other. A device that says it is known has its own, proven or not, so that
 * strangers who crowd at a name keep its owner waiting nowhere.
 */
export function queueKeyOf({ claimedIdentity }: PasswordAttempt): string {
  const device =
    claimedIdentity.by === 'SESSION' || claimedIdentity.device === null
      ? ''
      : ` from ${claimedIdentity.device}`;
  return `${targetOf(claimedIdentity)}${device}`;
}

/** Whose password is being tried, in one word. */
function targetOf(claimedIdentity: ClaimedIdentity): string {
  return claimedIdentity.by === 'SESSION'
    ? `session ${claimedIdentity.caller.id}`
    : `name ${claimedIdentity.identifier}`;
}

function attemptSubjectOf(
  devices: KnownDevices,
  { claimedIdentity }: PasswordAttempt,
  user: User | null,
  credential: PasswordCredential | null,
): AttemptSubject {
  if (claimedIdentity.by === 'SESSION') return { by: 'SESSION', account: claimedIdentity.caller.id };
  const owner = {
    userId: user?.id ?? unknownUserId,
    passwordChangedAt: credential?.changedAt ?? new Date(0),
  };
  const device = devices.identifyDevice(claimedIdentity.device, owner);
  return { by: 'NAME', identifier: claimedIdentity.identifier, account: user?.id ?? null, device };
}

async function chargeAddress(
  { addressFailures }: ChargeAttemptDependencies,
  ipAddress: string,
  countedAttempt: ChargedAttempt,
): Promise<Charge> {
  try {
    return await addressFailures.charge(ipAddress);
  } catch (refusal) {
    // Nothing will be compared.
    await countedAttempt.refund();
    throw refusal;
  }
}

function isThrottled(error: unknown): error is DomainError {
  return isRefusal(error, 'TOO_MANY_ATTEMPTS') || isRefusal(error, 'RATE_LIMITED');
}
