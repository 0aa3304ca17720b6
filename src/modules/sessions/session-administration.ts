import {
  type Clock,
  type EventPublisher,
  parseSessionId,
  parseUserId,
  readPrintableLine,
  type SessionId,
  type Transaction,
  withWaitBudget,
} from '../../shared/index.js';
import {
  type Actor,
  type ActorTransactions,
  eventActor,
  type JudgedActor,
  type Roles,
  refuseEscalation,
  userNotFound,
} from '../access/index.js';
import type { SessionOwner, SessionOwners } from './session-owners.js';
import type { SessionRevocation } from './session-revocation.js';
import { sessionNotFound, sessionsReasonInvalid } from './sessions-errors.js';

/** Ends sessions of other users. */
export interface SessionAdministration {
  /**
   * Ends all sessions of a user, or the given ones, and returns how many. Throws without ending any:
   * USER_NOT_FOUND, ROLE_ESCALATION when the actor's role does not include the user's, SESSION_NOT_FOUND
   * when a given session is not an active one of the user.
   */
  revokeSessions(
    actor: Actor,
    request: { readonly userId: string; readonly sessionIds: readonly string[] | null },
  ): Promise<number>;
  /**
   * Ends all sessions of the user with this username, email address or id. Throws as `revokeSessions` does.
   */
  revokeSessionsByIdentifier(actor: Actor, text: string): Promise<number>;
  /**
   * Ends every session of every user, the actor's own included, and returns how many were active. The holder
   * of a stolen copy of the actor's token is signed out too. Throws INVALID_INPUT for an invalid reason.
   */
  endAllSessions(actor: Actor, reason: string): Promise<number>;
}

export interface SessionAdministrationDependencies {
  readonly roles: Roles;
  readonly transactions: ActorTransactions;
  readonly owners: SessionOwners;
  readonly revocation: SessionRevocation;
  readonly events: EventPublisher;
  readonly clock: Clock;
}

export function createSessionAdministration(
  dependencies: SessionAdministrationDependencies,
): SessionAdministration {
  const { transactions, owners } = dependencies;
  const revoke: SessionAdministration['revokeSessions'] = (actor, { userId, sessionIds }) =>
    transactions.runAs(actor, { users: [userId] }, async (transaction, judged) => {
      const id = parseUserId(userId);
      const owner = id === null ? null : await owners.find(transaction, id);
      return revokeSessions(dependencies, transaction, judged, owner, sessionIds);
    });
  return {
    revokeSessions: revoke,
    revokeSessionsByIdentifier: async (actor, text) => {
      const owner = await owners.findByIdentifier(transactions.reader, text);
      if (owner === null) throw userNotFound(['userId']);
      return revoke(actor, { userId: owner.id, sessionIds: null });
    },
    endAllSessions: async (actor, text) => {
      const reason = readPrintableLine(text, maxReasonLength);
      if (reason === null) throw sessionsReasonInvalid(maxReasonLength);
      return withWaitBudget(endAllWaitMs, () =>
        transactions.runAs(actor, { advisory: dependencies.revocation.lockOwners }, (transaction, judged) =>
          endAllSessions(dependencies, transaction, judged, reason),
        ),
      );
    },
  };
}

const maxReasonLength = 200;

/** Far more than a request may wait: 100,000 sessions take some seconds. */
const endAllWaitMs = 120_000;

async function endAllSessions(
  { revocation, events, clock }: SessionAdministrationDependencies,
  transaction: Transaction,
  actor: JudgedActor,
  reason: string,
): Promise<number> {
  const type = 'session.all-ended';
  const ended = await revocation.endAllSessions(transaction, type);
  await events.publishEvent(transaction, {
    type,
    occurredAt: clock.now(),
    actor: eventActor(actor),
    subjectId: null,
    reason,
    changes: { activeSessions: { from: ended, to: 0 } },
  });
  return ended;
}

async function revokeSessions(
  { roles, revocation, events, clock }: SessionAdministrationDependencies,
  transaction: Transaction,
  actor: JudgedActor,
  owner: SessionOwner | null,
  sessionIds: readonly string[] | null,
): Promise<number> {
  if (owner === null || owner.deleted) throw userNotFound(['userId']);
  refuseEscalation(roles, actor, owner.role);
  const only = sessionIds === null ? null : distinctIds(sessionIds);
  const selection = only === null ? { userId: owner.id } : { userId: owner.id, only };
  const ended = await revocation.endSessions(transaction, selection, 'REVOKED');
  // Thrown inside the transaction: one wrong id rolls all of them back.
  if (only !== null && ended < only.length) throw sessionNotFound();
  if (ended === 0) return 0;
  await events.publishEvent(transaction, {
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
