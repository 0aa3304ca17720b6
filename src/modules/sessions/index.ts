/**
 * Sessions: where people are signed in, how they stay so, and how it ends. Access tokens become people here, at each request anew.
 * This room never proves who somebody is (that is `login`), and never keeps or shows a token's text.
 */

import type { EntitySchema } from 'typeorm';
import type { ChangeNotices, Clock, EventPublisher, Room, Transactions } from '../../shared/index.js';
import type { Authenticator } from '../access/index.js';
import type { AccessTokens } from '../tokens/index.js';
import type { RefreshLimit } from './refresh-limit.js';
import { refreshTokensTable } from './refresh-tokens.table.js';
import { createSessionAdministration, type SessionAdministration } from './session-administration.js';
import { createSessionAuthenticator } from './session-authenticator.js';
import { createSessionFactsSource } from './session-facts.typeorm.js';
import { createSessionFactsCache } from './session-facts-cache.js';
import { createSessionHousekeeping } from './session-housekeeping.js';
import { sessionRemovalInDatabase } from './session-housekeeping.typeorm.js';
import type { SessionOwners } from './session-owners.js';
import { createSessionEnds, endSessionsOnEvents } from './session-revocation.js';
import { sessionsCommands } from './sessions.commands.js';
import { createSessions, type Sessions } from './sessions.js';
import { createSessionsResolvers } from './sessions.resolvers.js';
import { sessionsTable } from './sessions.table.js';
import { createSessionRepository } from './sessions.typeorm.js';

export type { DeliveredTokens, IssuedTokens } from './issued-tokens.js';
export type { LogoutRequest, LogoutScope } from './logout.js';
export type { RefreshLimit } from './refresh-limit.js';
export type { RefreshRequest } from './refresh-session.js';
export type { Session, SessionEnd } from './session.js';
export type { SessionAdministration } from './session-administration.js';
export type { SessionStart } from './session-lifetimes.js';
export type { SessionOwner, SessionOwners } from './session-owners.js';
export type { Sessions } from './sessions.js';
export { type TokenDelivery, tokenDelivery } from './token-delivery.js';

/** How long a traded refresh token may be sent again by a client that missed the answer. */
export const defaultGraceSeconds = 10;

/** What the room is built with. */
export interface SessionsRoomDependencies {
  readonly transactions: Transactions;
  readonly accessTokens: AccessTokens;
  readonly owners: SessionOwners;
  readonly idleTtlSeconds: number;
  readonly absoluteTtlSeconds: number;
  /** Left out: `defaultGraceSeconds`. */
  readonly graceSeconds?: number;
  /** How often a session may be refreshed. */
  readonly refreshLimit: RefreshLimit;
  readonly events: EventPublisher;
  /** How the room learns that what it remembers of a session has changed. */
  readonly notices: ChangeNotices;
  readonly clock: Clock;
}

/** Some five megabytes of facts at most; ten seconds, should a notice ever be lost in a way that nobody thought of. */
const remembering = { capacity: 10_000, ttlMs: 10_000 };

/** The room, with what other rooms and the edges use. Its subscriber ends sessions in the transaction of the change that demands it. */
export interface SessionsRoom extends Room {
  readonly sessions: Sessions;
  readonly administration: SessionAdministration;
  /** For access tokens; takes every credential for one, so it stands last among authenticators. */
  readonly authenticator: Authenticator;
}

/** Builds the room. */
export function createSessionsRoom(dependencies: SessionsRoomDependencies): SessionsRoom {
  const { transactions, accessTokens, idleTtlSeconds, absoluteTtlSeconds, clock } = dependencies;
  const { notices, graceSeconds = defaultGraceSeconds, refreshLimit } = dependencies;
  const repository = createSessionRepository();
  const ends = createSessionEnds({ ...dependencies, repository });
  const lifetimes = { idleTtlSeconds, absoluteTtlSeconds, graceSeconds };
  const sessions = createSessions({ ...dependencies, repository, ends, lifetimes, limit: refreshLimit });
  const administration = createSessionAdministration({ ...dependencies, ends });
  const facts = createSessionFactsCache({
    ...remembering,
    notices,
    source: createSessionFactsSource(transactions.reader),
    elapsedMs: () => performance.now(),
  });
  return {
    name: 'sessions',
    chargesItself: ['Mutation.refreshToken'],
    sessions,
    administration,
    authenticator: createSessionAuthenticator({ accessTokens, facts, notices, clock }),
    resolvers: { ...createSessionsResolvers({ sessions, administration, reader: transactions.reader }) },
    commands: sessionsCommands(administration),
    subscribers: [endSessionsOnEvents(ends)],
    sweep: createSessionHousekeeping(sessionRemovalInDatabase, clock),
  };
}

/** The tables that the room's storage reads and writes. */
export const sessionsTables: readonly EntitySchema[] = [sessionsTable, refreshTokensTable];
