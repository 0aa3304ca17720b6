import {
  type AttemptSubject,
  type ChargedAttempt,
  type LoginThrottle,
  networkOf,
} from '../../platform/rate-limit/index.js';
import { type ClientInfo, type DomainError, isRefusal } from '../../shared/index.js';
import type { CurrentUser } from '../access/index.js';
import { type FoundAccount, nobody } from '../users/index.js';
import type { FailedAttempt, FailedAttempts } from './failed-attempts.js';
import type { KnownDevices } from './known-devices.js';

/** An attempt to authenticate with a password. */
export interface PasswordAttempt {
  /** Finds the user that was named and the password; no user when there is none or it was deleted. */
  readonly find: () => Promise<FoundAccount>;
  readonly password: string;
  readonly client: ClientInfo;
  readonly claimedIdentity: ClaimedIdentity;
}

/** The user that the caller claims to be, before the password is verified. */
export type ClaimedIdentity =
  | {
      readonly by: 'NAME';
      /** The entered name, folded by `users.identifierKey`. */
      readonly identifier: string;
      /** The device cookie, not verified. */
      readonly device: string | null;
    }
  | { readonly by: 'SESSION'; readonly caller: CurrentUser };

export interface ChargeAttemptDependencies {
  readonly loginThrottle: Pick<LoginThrottle, 'chargeAttemptFrom'>;
  readonly devices: KnownDevices;
  readonly failedAttempts: FailedAttempts;
}

/** An attempt to charge, and how it is recorded when it is throttled. */
interface AttemptToCharge extends Omit<FailedAttempt, 'reason'> {
  readonly subject: AttemptSubject;
  /** Names what the subject is counted on. */
  readonly countedOn: string;
}

/** Charges an attempt to authenticate with a password, as `chargeSubject` does. */
export function chargeAttempt(
  dependencies: ChargeAttemptDependencies,
  attempt: PasswordAttempt,
  account: FoundAccount,
): Promise<ChargedAttempt> {
  const { claimedIdentity, client } = attempt;
  return chargeSubject(dependencies, client, {
    subject: attemptSubjectOf(dependencies.devices, attempt, account),
    subjectId: account.user?.id ?? null,
    caller: claimedIdentity.by === 'SESSION' ? claimedIdentity.caller : null,
    countedOn: targetOf(claimedIdentity),
  });
}

/**
 * Charges a failure, to be refunded when the answer is right or was not compared: first to the subject, then
 * to the address, so that attempts at one name do not use up the budget of a shared address. Throws
 * TOO_MANY_ATTEMPTS and RATE_LIMITED, which are recorded, and SERVICE_UNAVAILABLE.
 */
export async function chargeSubject(
  { loginThrottle, failedAttempts }: Omit<ChargeAttemptDependencies, 'devices'>,
  { ipAddress }: ClientInfo,
  { subject, countedOn, ...attempt }: AttemptToCharge,
): Promise<ChargedAttempt> {
  try {
    return await loginThrottle.chargeAttemptFrom(ipAddress, subject);
  } catch (error) {
    if (isThrottled(error)) {
      const { reason } = error;
      const countedIn = reason === 'RATE_LIMITED' ? networkOf(ipAddress) : countedOn;
      await failedAttempts.recordThrottledAttempt({ ...attempt, reason }, countedIn);
    }
    throw error;
  }
}

/**
 * Returns the key of the queue that the attempt waits in. A device that claims to be known has its own queue,
 * verified or not, so that attempts of others at the same name never delay its user.
 */
export function queueKeyOf({ claimedIdentity }: PasswordAttempt): string {
  const device =
    claimedIdentity.by === 'SESSION' || claimedIdentity.device === null
      ? ''
      : ` from ${claimedIdentity.device}`;
  return `${targetOf(claimedIdentity)}${device}`;
}

function targetOf(claimedIdentity: ClaimedIdentity): string {
  return claimedIdentity.by === 'SESSION'
    ? `session ${claimedIdentity.caller.id}`
    : `name ${claimedIdentity.identifier}`;
}

function attemptSubjectOf(
  devices: KnownDevices,
  { claimedIdentity }: PasswordAttempt,
  { user, credential }: FoundAccount,
): AttemptSubject {
  if (claimedIdentity.by === 'SESSION') return { by: 'SESSION', account: claimedIdentity.caller.id };
  const owner = {
    userId: user?.id ?? nobody,
    passwordChangedAt: credential?.changedAt ?? new Date(0),
  };
  const device = devices.identifyDevice(claimedIdentity.device, owner);
  return { by: 'NAME', identifier: claimedIdentity.identifier, account: user?.id ?? null, device };
}

function isThrottled(error: unknown): error is DomainError {
  return isRefusal(error, 'TOO_MANY_ATTEMPTS') || isRefusal(error, 'RATE_LIMITED');
}
