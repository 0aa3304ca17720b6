import type { Transaction, UserId } from '../../shared/index.js';
import type { AttemptCounters, ChargeAttempt } from './attempt-counters.js';
import type { Budget } from './budget.js';
import type { CounterKeys } from './counters.js';
import { networkOf } from './network-address.js';
import { tooManyAttempts } from './rate-limit-errors.js';

/** The account whose password is tried. */
export type AttemptSubject =
  | {
      readonly by: 'NAME';
      /** The entered name, folded so that all spellings of a name are equal. */
      readonly identifier: string;
      /** The user with that name; null when there is none. */
      readonly account: UserId | null;
      /** The device, if an earlier sign-in to this account was verified; otherwise null. */
      readonly device: string | null;
    }
  /** A signed-in user who enters their own password. */
  | { readonly by: 'SESSION'; readonly account: UserId }
  /** A login whose password was right, and that proves a second factor, whichever challenge it answers. */
  | {
      readonly by: 'SECOND_FACTOR';
      readonly account: UserId;
      /** As above. */
      readonly device: string | null;
    };

/** An attempt that is counted as failed until it is refunded. */
export interface ChargedAttempt {
  /** For a correct password, and for a password that was not compared. */
  refund(): Promise<void>;
}

/**
 * Counts wrong passwords: by entered name, existing or not, and separately by known device and by the account
 * of a session.
 */
export interface LoginThrottle {
  /**
   * Counts one failure before anything is hashed, with the same number of statements for known and unknown
   * names. Throws TOO_MANY_ATTEMPTS with retryAfterSeconds while the subject is locked, and
   * SERVICE_UNAVAILABLE when the counters cannot be reached.
   */
  chargeAttempt(subject: AttemptSubject): Promise<ChargedAttempt>;
  /**
   * Like `chargeAttempt`, and charges a failure to the address in the same statement. An attempt that the
   * subject rejects costs the address nothing. Throws TOO_MANY_ATTEMPTS, then RATE_LIMITED.
   */
  chargeAttemptFrom(ipAddress: string, subject: AttemptSubject): Promise<ChargedAttempt>;
  /** Deletes all failures of a user: of the folded names, of the account's devices and of its sessions. */
  resetAttempts(transaction: Transaction, account: UserId, identifiers: readonly string[]): Promise<void>;
}

export function createLoginThrottle({
  counters,
  chargeAttempt,
  addresses,
  keys,
}: {
  readonly counters: AttemptCounters;
  readonly chargeAttempt: ChargeAttempt;
  readonly addresses: Pick<Budget, 'prepareCharge' | 'acceptCharge'>;
  readonly keys: CounterKeys;
}): LoginThrottle {
  const ownerOf = (account: UserId): string => keys.keyOf('owner', account);
  const nameKey = (identifier: string): string => `name:${keys.keyOf('name', identifier)}`;

  /** Returns the key of the counter, and its owner unless it is counted by name. */
  const counterKeyOf = (subject: AttemptSubject): readonly [key: string, owner: string | null] => {
    if (subject.by === 'SESSION') return [`own:${ownerOf(subject.account)}`, ownerOf(subject.account)];
    if (subject.by === 'SECOND_FACTOR') {
      const owner = ownerOf(subject.account);
      const { account, device } = subject;
      return [device === null ? `mfa:${owner}` : `mfa:${keys.keyOf('device', device, account)}`, owner];
    }
    const { identifier, account, device } = subject;
    if (account === null || device === null) return [nameKey(identifier), null];
    return [`device:${keys.keyOf('device', device, account)}`, ownerOf(account)];
  };

  return {
    chargeAttempt: async (subject) => {
      const { failure, retryAfterSeconds } = await counters.countFailure(...counterKeyOf(subject));
      if (failure === null) throw tooManyAttempts(retryAfterSeconds);
      return { refund: failure.undo };
    },
    chargeAttemptFrom: async (ipAddress, subject) => {
      const charge = addresses.prepareCharge(networkOf(ipAddress));
      const charged = await chargeAttempt(...counterKeyOf(subject), charge);
      if (charged.retryAfterSeconds !== null) throw tooManyAttempts(charged.retryAfterSeconds);
      try {
        return addresses.acceptCharge(charged.address);
      } catch (error) {
        // The password will not be compared.
        await charged.address.undo();
        throw error;
      }
    },
    resetAttempts: (transaction, account, identifiers) =>
      counters.deleteCounters(transaction, ownerOf(account), identifiers.map(nameKey)),
  };
}
