import type { Transaction, Transactions } from '../../shared/index.js';
import type { Actor, JudgedActor } from './actor.js';

/** The locks of a write. They are acquired in this order, which is the same everywhere. */
export interface WriteLocks {
  /** Acquires the advisory lock that the write needs, if any. */
  readonly advisory?: (transaction: Transaction) => Promise<void>;
  /**
   * The users who are changed or whose sessions are ended. Their rows are locked for update, in the order of
   * their ids. Text that is not an id is ignored.
   */
  readonly users?: readonly string[];
}

/** Transactions, with those of actors: every write by a signed-in user goes through `runAs`. */
export interface ActorTransactions extends Transactions {
  /**
   * Runs the work like `run`, after judging the actor again inside the transaction: a user who was disabled,
   * demoted or deleted, or whose session has ended, since the request arrived changes nothing. The row of the
   * actor stays locked until the end, so that such a change waits for writes in progress, and comes before
   * later ones: once it was answered, nothing of that actor is committed. Writes of one actor follow each
   * other. Costs a signed-in user two statements, and one for each user in `locks`. Throws UNAUTHENTICATED
   * with the reason, and FORBIDDEN for a user whose role was reduced.
   */
  runAs<T>(
    actor: Actor,
    locks: WriteLocks,
    work: (transaction: Transaction, actor: JudgedActor) => Promise<T>,
  ): Promise<T>;
}
