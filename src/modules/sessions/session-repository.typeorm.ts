import { In, IsNull, MoreThan } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { entityManager, type SentValue, sendWrite } from '../../platform/database/index.js';
import {
  parseSessionId,
  parseUserId,
  type Reader,
  type SessionId,
  type Transaction,
} from '../../shared/index.js';
import { typeormRefreshTokenRepository } from './refresh-token-repository.typeorm.js';
import type { Session, SessionEnd, SignIn } from './session.js';
import type { SessionRepository, SessionSelection } from './session-repository.js';
import { type SessionRow, sessionsTable } from './sessions.table.js';

const sessionsOf = (reader: Reader) => entityManager(reader).getRepository(sessionsTable);

export const typeormSessionRepository: SessionRepository = {
  ...typeormRefreshTokenRepository,
  insert: (transaction, session, tokenHash) => {
    const columns = Object.entries(rowOf(session));
    sendWrite(
      transaction,
      `INSERT INTO sessions (${columns.map(([name]) => name).join(', ')})
       VALUES (${columns.map((_, index) => `$${index + 1}`).join(', ')})`,
      columns.map(([, value]) => value),
    );
    sendWrite(
      transaction,
      'INSERT INTO refresh_tokens (id, session_id, token_hash, created_at) VALUES ($1, $2, $3, $4)',
      [uuidv7(), session.id, tokenHash, session.lastUsedAt],
    );
  },
  find: async (reader, sessionId) => toSession(await sessionsOf(reader).findOneBy({ id: sessionId })),
  findSignIn: async (reader, sessionId) => {
    const rows: SignIn[] = await entityManager(reader).query(
      `SELECT ip_address AS "ipAddress", user_agent AS "userAgent", EXISTS (
         SELECT 1 FROM sessions earlier WHERE earlier.user_id = started.user_id AND earlier.id <> started.id
           AND earlier.ip_address = started.ip_address
           AND earlier.user_agent IS NOT DISTINCT FROM started.user_agent) AS "isFamiliar"
       FROM sessions started WHERE id = $1`,
      [sessionId],
    );
    return rows[0] ?? null;
  },
  listActiveSessions: async (reader, userIds, now) => {
    const rows = await sessionsOf(reader).find({
      where: { userId: In([...userIds]), endedAt: IsNull(), expiresAt: MoreThan(now) },
      order: { lastUsedAt: 'DESC', id: 'DESC' },
    });
    return rows.map(toSession).filter((session) => session !== null);
  },
  end: endSessions,
  lockOwners,
  endAll: endAllSessions,
  markAuthenticated: async (transaction, sessionId, now) => {
    await sessionsOf(transaction).update({ id: sessionId }, { authenticatedAt: now });
  },
  setAuthMethods: async (transaction, sessionId, authMethods) => {
    await sessionsOf(transaction).update({ id: sessionId }, { authMethods: [...authMethods] });
  },
  removeAuthMethod: async (transaction, userId, method) => {
    await entityManager(transaction).query(
      `UPDATE sessions SET auth_methods = array_remove(auth_methods, $2)
       WHERE user_id = $1 AND ended_at IS NULL AND $2 = ANY (auth_methods)`,
      [userId, method],
    );
  },
};

async function endSessions(
  transaction: Transaction,
  { userId, except, only }: SessionSelection,
  { at, reason }: SessionEnd,
): Promise<readonly SessionId[]> {
  // Locked in the order of their ids, so that two transactions that end the same user's sessions never
  // deadlock. The kept sessions are locked too, because the transaction may change them afterwards.
  const [rows]: [{ id: string; active: boolean }[], number] = await entityManager(transaction).query(
    `WITH locked AS (
       SELECT id FROM sessions WHERE user_id = $1 AND ended_at IS NULL AND ($3::uuid[] IS NULL OR id = ANY ($3)) ORDER BY id FOR UPDATE
     )
     UPDATE sessions SET ended_at = $4, end_reason = $5 FROM locked
     WHERE sessions.id = locked.id AND ($2::uuid[] IS NULL OR sessions.id <> ALL ($2))
     RETURNING sessions.id, expires_at > $4 AS active`,
    [userId, except ?? null, only ?? null, at, reason],
  );
  const active = rows.filter((row) => row.active);
  return active.map((row) => parseSessionId(row.id)).filter((id) => id !== null);
}

/** How many rows one statement locks or ends: with very many sessions, a single one would time out. */
const rowsPerStatement = 5_000;

/** In the order of their ids, as everywhere. */
async function lockOwners(transaction: Transaction): Promise<void> {
  let last: string | null = null;
  do {
    const [row]: [{ readonly last: string | null }] = await entityManager(transaction).query(
      `WITH locked AS (
         SELECT id FROM users WHERE ($1::uuid IS NULL OR id > $1)
           AND EXISTS (SELECT FROM sessions WHERE user_id = users.id AND ended_at IS NULL)
         ORDER BY id LIMIT ${rowsPerStatement} FOR UPDATE
       )
       SELECT (SELECT id FROM locked ORDER BY id DESC LIMIT 1) AS last`,
      [last],
    );
    ({ last } = row);
  } while (last !== null);
}

async function endAllSessions(transaction: Transaction, { at, reason }: SessionEnd): Promise<number> {
  let active = 0;
  let last: string | null = null;
  do {
    const [row]: [{ readonly active: string; readonly last: string | null }] = await entityManager(
      transaction,
    ).query(
      `WITH locked AS (
         SELECT id FROM sessions WHERE ended_at IS NULL AND ($3::uuid IS NULL OR id > $3)
         ORDER BY id LIMIT ${rowsPerStatement} FOR UPDATE
       ), ended AS (
         UPDATE sessions SET ended_at = $1, end_reason = $2 FROM locked WHERE sessions.id = locked.id
         RETURNING expires_at > $1 AS active
       )
       SELECT count(*) FILTER (WHERE active) AS active, (SELECT id FROM locked ORDER BY id DESC LIMIT 1) AS last
       FROM ended`,
      [at, reason, last],
    );
    active += Number(row.active);
    ({ last } = row);
  } while (last !== null);
  return active;
}

function rowOf(session: Session): Readonly<Record<string, SentValue>> {
  return {
    id: session.id,
    user_id: session.userId,
    security_epoch: session.securityEpoch,
    scope: session.scope,
    auth_methods: session.authMethods,
    device_name: session.deviceName,
    ip_address: session.ipAddress,
    user_agent: session.userAgent,
    created_at: session.createdAt,
    authenticated_at: session.authenticatedAt,
    last_used_at: session.lastUsedAt,
    expires_at: session.expiresAt,
    absolute_expires_at: session.absoluteExpiresAt,
    ended_at: session.end?.at ?? null,
    end_reason: session.end?.reason ?? null,
  };
}

/** Reads a row of the table. */
export function toSession(row: SessionRow | null): Session | null {
  if (row === null) return null;
  const { endedAt, endReason, ...session } = row;
  const [id, userId] = [parseSessionId(row.id), parseUserId(row.userId)];
  if (id === null || userId === null) throw new Error('a row of sessions has an invalid id');
  return { ...session, id, userId, end: endedAt === null ? null : { at: endedAt, reason: endReason ?? '' } };
}
