import type { Transaction, UserId } from '../kernel/index.js';
import type { CounterKeys } from './counter-keys.js';
import type { GuessCounters, TakenGuess } from './guess-counters.js';
import { tooManyAttempts } from './limits-errors.js';

/** Whose password is guessed at. */
export type GuessedAt =
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
export interface Guess {
  /**
   * True: what was typed is open, but the account behind it was guessed at under another of its names and is shut. It has to be answered as a wrong
   * password, with the same work: anything else would tell that both names are one person's.
   */
  readonly isShut: boolean;
  /** For a right password, and for one that was never compared. */
  giveBack(): Promise<void>;
}

/** Counts wrong passwords: on what was typed, existing or not, on the account behind it, and apart from those on a device that is known there. */
export interface Guesses {
  /**
   * Counts one failure before anything is hashed, with as many statements for nobody as for somebody. Refuses with TOO_MANY_ATTEMPTS and
   * retryAfterSeconds while what was typed (or the device, or the caller's own account) is shut, and SERVICE_UNAVAILABLE when the count cannot be asked.
   */
  charge(at: GuessedAt): Promise<Guess>;
  /** Forgets all failures of a person: those of the folded names given, of the account, its devices and its sessions. */
  forget(transaction: Transaction, account: UserId, identifiers: readonly string[]): Promise<void>;
}

/** Makes the count. */
export function createGuesses(counters: GuessCounters, keys: CounterKeys): Guesses {
  const ownerOf = (account: UserId): string => keys.keyOf('owner', account);
  const nameKey = (identifier: string): string => `name:${keys.keyOf('name', identifier)}`;

  /** The one counter that a refusal may tell of. */
  const chargeOpenly = async (key: string, owner: string | null): Promise<TakenGuess> => {
    const { taken, retryAfterSeconds } = await counters.charge(key, owner);
    if (taken === null) throw tooManyAttempts(retryAfterSeconds);
    return taken;
  };

  return {
    charge: async (at) => {
      if (at.by === 'SESSION') {
        const owner = ownerOf(at.account);
        const own = await chargeOpenly(`own:${owner}`, owner);
        return { isShut: false, giveBack: own.undo };
      }
      const { identifier, account, device } = at;
      if (account !== null && device !== null) {
        const key = `device:${keys.keyOf('device', device, account)}`;
        const known = await chargeOpenly(key, ownerOf(account));
        return { isShut: false, giveBack: known.undo };
      }
      const typed = await chargeOpenly(nameKey(identifier), null);
      const nobody = keys.keyOf('nobody', identifier);
      const behind =
        account === null
          ? await counters.charge(`account:${nobody}`, null)
          : await counters.charge(`account:${ownerOf(account)}`, ownerOf(account));
      return {
        isShut: behind.taken === null,
        giveBack: async () => {
          await typed.undo();
          await behind.taken?.undo();
        },
      };
    },
    forget: (transaction, account, identifiers) =>
      counters.forget(transaction, ownerOf(account), identifiers.map(nameKey)),
  };
}
