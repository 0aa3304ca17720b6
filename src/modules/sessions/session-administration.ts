import {
  type Clock,
  type EventPublisher,
  parseSessionId,
  parseUserId,
  type SessionId,
  type Transaction,
  type Transactions,
} from '../../shared/index.js';
import { type Actor, eventActor, refuseEscalation, userNotFound } from '../access/index.js';
import type { SessionOwner, SessionOwners } from './session-owners.js';
import type { SessionRevocation } from './session-revocation.js';
import { sessionNotFound } from './sessions-errors.js';

/** Ends other users's sessions. */
export interface SessionAdministration {
  /**
   * Ends a user's sessions: all of them, or those named; answers how many. Refuses, and then revocation none: USER_NOT_FOUND, ROLE_ESCALATION
   * when the user stands above the actor, SESSION_NOT_FOUND when a named session is not a active one of theirs.
   */
  revoke(
    actor: Actor,
    request: { readonly userId: string; readonly sessionIds: readonly string[] | null },
  ): Promise<number>;
  /** Ends all sessions of the user with this username, email or id. Refuses as above. */
  revokeByName(actor: Actor, text: string): Promise<number>;
}

/** What the service is made with. */
export interface SessionAdministrationDependencies {
  readonly transactions: Transactions;
  readonly owners: SessionOwners;
  readonly revocation: SessionRevocation;
  readonly events: EventPublisher;
  readonly clock: Clock;
}

/** Makes the service. */
export function createSessionAdministration(
  dependencies: SessionAdministrationDependencies,
): SessionAdministration {
  const { transactions, owners } = dependencies;
  return {
    revoke: (actor, { userId, sessionIds }) =>
      transactions.run(async (transaction) => {
        const id = parseUserId(userId);
        const owner = id === null ? null : await owners.find(transaction, id);
        return revoke(dependencies, transaction, actor, owner, sessionIds);
      }),
    revokeByName: (actor, text) =>
      transactions.run(async (transaction) => {
        const owner = await owners.findByIdentifier(transaction, text);
        return revoke(dependencies, transaction, actor, owner, null);
      }),
  };
}

async function revoke(
  { revocation, events, clock }: SessionAdministrationDependencies,
  transaction: Transaction,
  actor: Actor,
  owner: SessionOwner | null,
  sessionIds: readonly string[] | null,
): Promise<number> {
  if (owner === null || owner.deleted) throw userNotFound(['userId']);
  refuseEscalation(actor, owner.role);
  const only = sessionIds === null ? null : distinctIds(sessionIds);
  const selection = only === null ? { userId: owner.id } : { userId: owner.id, only };
  const ended = await revocation.endSessions(transaction, selection, 'REVOKED');
  // Thrown inside the transaction: with one wrong id among them, none is ended.
  if (only !== null && ended < only.length) throw sessionNotFound();
  if (ended === 0) return 0;
  await events.publish(transaction, {
    type: 'user.sessions-revoked',
    occurredAt: clock.now(),
    actor: eventActor(actor),
    subjectId: owner.id,
  });
  return ended;
}

function distinctIds(texts: readonly string[]): readonly SessionId[] {
  const ids = new Set(texts.map(parseSessionId));
  if (ids.has(null)) throw sessionNotFound();
  return [...ids].filter((id) => id !== null);
}
