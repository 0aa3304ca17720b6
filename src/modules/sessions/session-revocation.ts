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

/** Ends sessions. A session that has ended never lives again. */
export interface SessionRevocation {
  /** Ends the selected sessions without a word of its own: whoever asks tells the event that says why. Answers how many were active. */
  endSessions(transaction: Transaction, selection: SessionSelection, reason: string): Promise<number>;
  /** Ends one session and tells it; answers 1, or 0 when it was over before. */
  endSession(
    transaction: Transaction,
    session: { readonly id: SessionId; readonly userId: UserId },
    actor: EventActor,
    reason: string,
  ): Promise<number>;
  /** Ends the session whose refresh token two parties hold, and tells both facts. */
  endReusedSession(transaction: Transaction, session: Pick<Session, 'id' | 'userId'>): Promise<void>;
}

const reused = 'REFRESH_TOKEN_REUSED';

/** Makes the service that revocation sessions. */
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
    const fact = { type: 'session.ended', occurredAt: at, actor, subjectId: userId, sessionId: id } as const;
    await events.publish(transaction, { ...fact, reason });
    return 1;
  };
  return {
    endSession,
    endSessions: async (transaction, selection, reason) => {
      const ended = await repository.end(transaction, selection, { at: clock.now(), reason });
      return ended.length;
    },
    endReusedSession: async (transaction, session) => {
      await events.publish(transaction, {
        type: 'session.reuse-detected',
        occurredAt: clock.now(),
        // Thief or victim: nobody can tell.
        actor: { type: 'ANONYMOUS' },
        subjectId: session.userId,
        sessionId: session.id,
      });
      await endSession(transaction, session, { type: 'SYSTEM' }, reused);
    },
  };
}

/** Ends all of a user's sessions in the transaction of whatever demands it: disablement, demotion, reset, deletion. */
export function revokeSessionsOnEvents(revocation: SessionRevocation): EventSubscriber {
  return async (transaction, event) => {
    if (event.endsSessions !== true || event.subjectId === null) return;
    await revocation.endSessions(transaction, { userId: event.subjectId }, event.type);
  };
}
