import type {
  Clock,
  EventActor,
  EventPublisher,
  EventSubscriber,
  SessionId,
  Transaction,
  UserId,
} from '../../shared/index.js';
import type { Session } from './session.js';
import type { SessionRepository, SessionSelection } from './session-repository.js';

/** Ends sessions permanently. */
export interface SessionRevocation {
  /**
   * Ends the selected sessions and returns how many were active. The caller emits the event that states the
   * reason.
   */
  endSessions(transaction: Transaction, selection: SessionSelection, reason: string): Promise<number>;
  /** Ends one session and emits session.ended. Returns 1, or 0 when it had ended or expired before. */
  endSession(
    transaction: Transaction,
    session: { readonly id: SessionId; readonly userId: UserId },
    actor: EventActor,
    reason: string,
  ): Promise<number>;
  /** Locks the users of all sessions, so that none of them changes anything until these have ended. */
  lockOwners(transaction: Transaction): Promise<void>;
  /** Ends every session of every user and returns how many were active. The caller emits the event. */
  endAllSessions(transaction: Transaction, reason: string): Promise<number>;
  /**
   * Ends the session whose refresh token two parties have, and emits session.reuse-detected and
   * session.ended.
   */
  endReusedSession(transaction: Transaction, session: Pick<Session, 'id' | 'userId'>): Promise<void>;
}

export function createSessionRevocation(dependencies: {
  readonly repository: SessionRepository;
  readonly events: EventPublisher;
  readonly clock: Clock;
}): SessionRevocation {
  const { repository, events, clock } = dependencies;
  const endSession: SessionRevocation['endSession'] = async (transaction, { id, userId }, actor, reason) => {
    const at = clock.now();
    const ended = await repository.end(transaction, { userId, only: [id] }, { at, reason });
    if (ended.length === 0) return 0;
    await events.publishEvent(transaction, {
      type: 'session.ended',
      occurredAt: at,
      actor,
      subjectId: userId,
      sessionId: id,
      reason,
    });
    return 1;
  };
  return {
    endSession,
    endSessions: async (transaction, selection, reason) => {
      const ended = await repository.end(transaction, selection, { at: clock.now(), reason });
      return ended.length;
    },
    lockOwners: repository.lockOwners,
    endAllSessions: (transaction, reason) => repository.endAll(transaction, { at: clock.now(), reason }),
    endReusedSession: async (transaction, session) => {
      await events.publishEvent(transaction, {
        type: 'session.reuse-detected',
        occurredAt: clock.now(),
        // The request may come from the thief or from the victim.
        actor: { type: 'ANONYMOUS' },
        subjectId: session.userId,
        sessionId: session.id,
      });
      await endSession(transaction, session, { type: 'SYSTEM' }, 'REFRESH_TOKEN_REUSED');
    },
  };
}

/**
 * Ends all sessions of a user in the transaction of the change that requires it: disable, demotion, reset,
 * deletion.
 */
export function revokeSessionsOnEvents(revocation: SessionRevocation): EventSubscriber {
  return async (transaction, event) => {
    if (event.endsSessions !== true || event.subjectId === null) return;
    await revocation.endSessions(transaction, { userId: event.subjectId }, event.type);
  };
}
