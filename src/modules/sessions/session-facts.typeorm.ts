import { preparedStatement, queryPrepared, translateDatabaseError } from '../../platform/database/index.js';
import { parseUserId, type Reader, type SessionId } from '../../shared/index.js';
import type { SessionFacts } from './session-facts.js';

type Row = Readonly<Omit<SessionFacts, 'userId' | 'userRow'>> & { readonly userId: string };

/**
 * Reads a session and its user with one statement; null for an unknown session. Throws SERVICE_UNAVAILABLE
 * when the database cannot be reached. Only this, the locks, the refresh and the housekeeping use the table
 * `users` here: a second query through the users module would double the cost of every request and see
 * another moment.
 */
export async function findSessionFacts(reader: Reader, sessionId: SessionId): Promise<SessionFacts | null> {
  const [row] = await queryPrepared<Row>(reader, find, [sessionId]).catch((error: unknown) => {
    // No request is accepted unchecked, and an unreachable database is not the caller's fault: 503,
    // never 401.
    throw translateDatabaseError(error) ?? error;
  });
  return row === undefined ? null : toSessionFacts(row);
}

const find = preparedStatement(
  `SELECT users.id AS "userId", users.role, users.security_epoch AS "userEpoch", users.disabled_at AS "disabledAt",
     users.disabled_until AS "disabledUntil", users.deleted_at AS "deletedAt", sessions.security_epoch AS "sessionEpoch",
     sessions.authenticated_at AS "authenticatedAt", sessions.auth_methods AS "authMethods",
     sessions.expires_at AS "expiresAt", sessions.ended_at AS "endedAt",
     users.username, users.email, users.email_verified AS "emailVerified", users.full_name AS "fullName",
     users.locale, users.activated_at AS "activatedAt",
     users.verification_pending AS "verificationPending", users.disabled_reason AS "disabledReason",
     users.version, users.created_at AS "createdAt", users.updated_at AS "updatedAt"
   FROM sessions JOIN users ON users.id = sessions.user_id WHERE sessions.id = $1`,
);

function toSessionFacts(row: Row): SessionFacts {
  const userId = parseUserId(row.userId);
  if (userId === null) throw new Error('a row of users has an invalid id');
  return { ...row, userId, userRow: row };
}
