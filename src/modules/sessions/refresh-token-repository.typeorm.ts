import { v7 as uuidv7 } from 'uuid';
import { entityManager, preparedStatement, queryPrepared } from '../../platform/database/index.js';
import { type CounterRow, chargeCtes } from '../../platform/rate-limit/index.js';
import { parseSessionId, parseUserId } from '../../shared/index.js';
import type { PresentedToken } from './presented-token.js';
import type { RefreshTokenRepository } from './refresh-token-repository.js';
import type { RefreshTokenRecord } from './refresh-tokens.js';

/** Written as plain SQL because every refresh pays for each statement. */
export const typeormRefreshTokenRepository: RefreshTokenRepository = {
  findByToken: async (reader, tokenHash) => {
    const [row] = await queryPrepared<Row>(reader, find, [tokenHash]);
    return row === undefined ? null : toPresentedToken(row);
  },
  findLastIssue: async (reader, before) => {
    const [row] = await entityManager(reader).query<{ readonly createdAt: Date }[]>(lastIssue, [before]);
    return row?.createdAt ?? null;
  },
  lockByToken: async (transaction, tokenHash) => {
    await entityManager(transaction).query(lock, [tokenHash]);
  },
  rotate: async (reader, { presented, session, sealedSuccessor, successorHash }, charge) => {
    const { id, lastUsedAt, expiresAt, ipAddress, userAgent } = session;
    const values: readonly unknown[] = [
      id,
      presented.sessionVersion,
      presented.token.id,
      lastUsedAt,
      uuidv7(),
      sealedSuccessor,
      successorHash,
      expiresAt,
      ipAddress,
      userAgent,
    ];
    if (charge === null) return (await queryPrepared(reader, rotate, values)).length === 1;
    const [row] = await queryPrepared<ChargedRotation>(reader, chargeAndRotate, [
      ...values,
      ...charge.parameters,
    ]);
    charge.accept(row === undefined || row.charged === null ? undefined : row);
    return row?.rotated === true;
  },
};

/**
 * Reads everything at one moment. One of three statements in this module that read the table `users` (see
 * session-facts.typeorm.ts): a separate query would cost every refresh a round trip and see another moment.
 */
const find =
  preparedStatement(`SELECT token.id AS "tokenId", token.used_at AS "usedAt", token.sealed_successor AS "sealedSuccessor",
  (SELECT successor.used_at IS NULL FROM refresh_tokens successor WHERE successor.id = token.successor_id) AS "isSuccessorUnused",
  session.id, session.user_id AS "userId", session.security_epoch AS "securityEpoch", session.scope,
  session.expires_at AS "expiresAt", session.absolute_expires_at AS "absoluteExpiresAt", session.ended_at AS "endedAt", session.xmin::text AS version,
  owner.role, owner.security_epoch AS "ownerEpoch", owner.disabled_at AS "disabledAt", owner.disabled_until AS "disabledUntil",
  owner.deleted_at AS "deletedAt"
FROM refresh_tokens token JOIN sessions session ON session.id = token.session_id JOIN users owner ON owner.id = session.user_id
WHERE token.token_hash = $1`);

/** By the ids, which contain the time, because `created_at` has no index. */
const lastIssue =
  'SELECT created_at AS "createdAt" FROM refresh_tokens WHERE created_at < $1 ORDER BY id DESC LIMIT 1';

const lock = `SELECT FROM refresh_tokens token JOIN sessions session ON session.id = token.session_id
WHERE token.token_hash = $1 FOR UPDATE OF session`;

/** The result of `chargeAndRotate`; no counter when a concurrent statement has just created and filled it. */
type ChargedRotation = (CounterRow | { readonly charged: null }) & { readonly rotated: boolean };

/**
 * Every change of a session's tokens also updates the session's row, and with it `xmin`, the transaction that
 * wrote it. Comparing `xmin` makes this statement change all or nothing, alone or inside a transaction. It
 * never waits: a session that another transaction has locked yields no row. The token is marked used before
 * its successor is inserted (the insert reads the result of the update), because the index that allows one
 * live token per session is checked per row.
 */
const rotateIf = (condition: string): string => `locked AS (
  SELECT id FROM sessions WHERE id = $1 AND xmin = $2 AND ${condition} FOR UPDATE SKIP LOCKED
), used AS (
  UPDATE refresh_tokens SET used_at = $4, successor_id = $5, sealed_successor = $6
  FROM locked WHERE refresh_tokens.id = $3 AND used_at IS NULL RETURNING locked.id AS session_id
), refreshed AS (
  UPDATE sessions SET last_used_at = $4, expires_at = $8, ip_address = $9, user_agent = $10
  FROM used WHERE sessions.id = $1
), successor AS (
  INSERT INTO refresh_tokens (id, session_id, token_hash, created_at) SELECT $5, session_id, $7, $4 FROM used RETURNING id
)`;

const rotate = preparedStatement(`WITH ${rotateIf('true')} SELECT id FROM successor`);

/** Waits at most for the charge of another statement of this kind, which is committed at once. */
const chargeAndRotate = preparedStatement(`WITH ${chargeCtes(11)}, ${rotateIf('EXISTS (SELECT FROM charge)')}
SELECT charged.*, EXISTS (SELECT FROM successor) AS rotated FROM (VALUES (1)) AS one LEFT JOIN charged ON true`);

interface Row {
  readonly tokenId: string;
  readonly usedAt: Date | null;
  readonly sealedSuccessor: Buffer | null;
  readonly isSuccessorUnused: boolean | null;
  readonly id: string;
  readonly userId: string;
  readonly securityEpoch: number;
  readonly scope: string[] | null;
  readonly expiresAt: Date;
  readonly absoluteExpiresAt: Date;
  readonly endedAt: Date | null;
  readonly version: string;
  readonly role: string;
  readonly ownerEpoch: number;
  readonly disabledAt: Date | null;
  readonly disabledUntil: Date | null;
  readonly deletedAt: Date | null;
}

function toPresentedToken(row: Row): PresentedToken {
  const [id, userId] = [parseSessionId(row.id), parseUserId(row.userId)];
  if (id === null || userId === null) throw new Error('a row of sessions has an invalid id');
  const { role, securityEpoch, scope, expiresAt, absoluteExpiresAt, endedAt } = row;
  const { disabledAt, disabledUntil, deletedAt } = row;
  return {
    token: tokenOf(row),
    session: { id, userId, securityEpoch, scope, expiresAt, absoluteExpiresAt, endedAt },
    sessionVersion: row.version,
    user: { role, securityEpoch: row.ownerEpoch, disabledAt, disabledUntil, deletedAt },
  };
}

function tokenOf({ tokenId: id, usedAt, sealedSuccessor, isSuccessorUnused }: Row): RefreshTokenRecord {
  if (usedAt === null) return { id, use: null };
  // A missing successor cannot be returned again, so it counts as used.
  const isSuccessorUsed = sealedSuccessor === null || isSuccessorUnused !== true;
  return { id, use: { at: usedAt, sealedSuccessor: sealedSuccessor ?? Buffer.of(), isSuccessorUsed } };
}
