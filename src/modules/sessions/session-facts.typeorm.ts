import { entityManager, translateDatabaseError } from '../../platform/database/index.js';
import { parseUserId, type Reader } from '../../shared/index.js';
import { parseRole } from '../access/index.js';
import type { SessionFacts, SessionFactsSource } from './session-facts.js';

type Row = Readonly<Omit<SessionFacts, 'userId' | 'role'>> & {
  readonly userId: string;
  readonly role: string;
};

/**
 * Asks for a session and its owner in one statement. With the refresh and housekeeping this is the one place in the module that reads the table `users`: a
 * second trip through that module's own port would double what every request costs, and the two answers could be of different moments.
 */
export function createSessionFactsSource(reader: Reader): SessionFactsSource {
  return {
    find: async (sessionId) => {
      const rows: Row[] = await entityManager(reader)
        .query(
          `SELECT users.id AS "userId", users.role, users.security_epoch AS "userEpoch", users.disabled_at AS "disabledAt",
             users.disabled_until AS "disabledUntil", users.deleted_at AS "deletedAt", sessions.security_epoch AS "sessionEpoch",
             sessions.authenticated_at AS "authenticatedAt", sessions.expires_at AS "expiresAt", sessions.ended_at AS "endedAt"
           FROM sessions JOIN users ON users.id = sessions.user_id WHERE sessions.id = $1`,
          [sessionId],
        )
        .catch((error: unknown) => {
          // Nobody is let in unasked, and a database out of reach is not the caller's fault: 503, never 401.
          throw translateDatabaseError(error) ?? error;
        });
      const row = rows[0];
      return row === undefined ? null : toSessionFacts(row);
    },
  };
}

function toSessionFacts(row: Row): SessionFacts {
  const [userId, role] = [parseUserId(row.userId), parseRole(row.role)];
  if (userId === null || role === null) throw new Error('a row of users has an id or a role that is none');
  return { ...row, userId, role };
}
