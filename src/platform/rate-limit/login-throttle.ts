import type { Transaction, UserId } from '../../shared/index.js';
import type { AttemptCounters } from './attempt-counters.js';
import type { CounterKeys } from './counter-keys.js';
import { tooManyAttempts } from './rate-limit-errors.js';

/** Whose password is guessed at. */
export type AttemptSubject =
  | {
      readonly by: 'NAME';
      /** What was typed, folded so that every spelling of a name is one. */
      readonly identifier: string;
      /** Whom it names; null for nobody. */
      readonly account: UserId | null;
      /** The device, where it proved that it signed this account in before. */
      readonly device: string | null;
    }
  /** Somebody who is signed in, at their own. */
  | { readonly by: 'SESSION'; readonly account: UserId };

/** A guess that was counted as failed, until it is given back. */
export interface ChargedAttempt {
  /** For a right password, and for one that was never compared. */
  refund(): Promise<void>;
}

/** Counts wrong passwords: on what was typed, existing or not; and apart from those, on a device that is known there, and on an account by its sessions. */
export interface LoginThrottle {
  /**
   * Counts one failure before anything is hashed, with as many statements for nobody as for somebody. Refuses with TOO_MANY_ATTEMPTS and
   * retryAfterSeconds while what was typed (or the device, or the caller's own account) is shut, and SERVICE_UNAVAILABLE when the count cannot be asked.
   */
  charge(at: AttemptSubject): Promise<ChargedAttempt>;
  /** Forgets all failures of a user: those of the folded names given, of the account's devices and of its sessions. */
  forget(transaction: Transaction, account: UserId, identifiers: readonly string[]): Promise<void>;
}

/** Makes the count. */
export function createLoginThrottle(counters: AttemptCounters, keys: CounterKeys): LoginThrottle {
  const ownerOf = (account: UserId): string => keys.keyOf('owner', account);
  const nameKey = (identifier: string): string => `name:${keys.keyOf('name', identifier)}`;

  /** Under which key it is counted, and whose account it belongs to where one is known. */
  const counterKeyOf = (at: AttemptSubject): readonly [key: string, owner: string | null] => {
    if (at.by === 'SESSION') return [`own:${ownerOf(at.account)}`, ownerOf(at.account)];
    const { identifier, account, device } = at;
    if (account === null || device === null) return [nameKey(identifier), null];
    return [`device:${keys.keyOf('device', device, account)}`, ownerOf(account)];
  };

  return {
    charge: async (at) => {
      const { taken, retryAfterSeconds } = await counters.charge(...counterKeyOf(at));
      if (taken === null) throw tooManyAttempts(retryAfterSeconds);
      return { refund: taken.undo };
    },
    forget: (transaction, account, identifiers) =>
      counters.forget(transaction, ownerOf(account), identifiers.map(nameKey)),
  };
}
