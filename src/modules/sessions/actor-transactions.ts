import type { Transactions, UserId } from '../../shared/index.js';
import {
  type Clock,
  parseUserId,
  type Reader,
  type SessionId,
  type Transaction,
} from '../../shared/index.js';
import {
  type Actor,
  type ActorTransactions,
  forbidden,
  type JudgedActor,
  markJudged,
  type Roles,
  stepUpRequired,
  unauthenticated,
} from '../access/index.js';
import { assuranceOf } from './session.js';
import { findSessionFailure, mustProveSecondFactor, type SessionFacts } from './session-facts.js';

/** Locks the row of a user until the transaction ends. Does nothing for an unknown id. */
export type LockUser = (transaction: Transaction, id: UserId) => Promise<void>;

export interface ActorTransactionsDependencies {
  readonly roles: Roles;
  readonly transactions: Transactions;
  readonly lockUser: LockUser;
  readonly findFacts: (reader: Reader, sessionId: SessionId) => Promise<SessionFacts | null>;
  readonly clock: Clock;
}

/**
 * Implements `ActorTransactions`. Whatever ends a session also locks the row of its user for update, so the
 * lock of that row protects the session too. A shared lock would be enough for the write, but Postgres lets
 * shared locks pass those who wait for an exclusive one: by overlapping writes, an actor could keep everyone
 * from ending their access. The session is read by a statement of its own, because one that waits for a lock
 * sees the other tables as they were before it waited.
 */
export function createActorTransactions(dependencies: ActorTransactionsDependencies): ActorTransactions {
  const { transactions, lockUser } = dependencies;
  return {
    run: transactions.run,
    reader: transactions.reader,
    runAs: (actor, { advisory, users = [] }, work) =>
      transactions.run(async (transaction) => {
        await advisory?.(transaction);
        const locked = new Set(users.map(parseUserId).filter((id) => id !== null));
        if (actor.type === 'USER') locked.add(actor.user.id);
        for (const id of [...locked].sort()) await lockUser(transaction, id);
        return work(transaction, await judgeActor(dependencies, transaction, actor));
      }),
  };
}

async function judgeActor(
  { roles, findFacts, clock }: ActorTransactionsDependencies,
  transaction: Transaction,
  actor: Actor,
): Promise<JudgedActor> {
  if (actor.type !== 'USER') return actor;
  const { user } = actor;
  const facts = await findFacts(transaction, user.sessionId);
  const failure = findSessionFailure(facts, user.id, roles, clock.now());
  if (failure !== null || facts === null) throw unauthenticated(failure ?? 'SESSION_REVOKED');
  if (!roles.isAtLeast(facts.role, user.role)) throw forbidden();
  // A new role may require a second factor that the old one did not.
  if (mustProveSecondFactor(roles, facts) && !user.mustProveSecondFactor) throw stepUpRequired();
  return markJudged({ ...user, role: facts.role, assurance: assuranceOf(facts) });
}
