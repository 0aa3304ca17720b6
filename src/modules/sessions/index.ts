/**
 * Sessions: where users are signed in, how they stay so, and how it revocation. Access tokens become users here, at each request anew.
 * This module never proves who somebody is (that is `login`), and never keeps or shows a token's text.
 */

import type { EntitySchema } from 'typeorm';
import type { ChangeNotifications, Clock, EventPublisher, Module, Transactions } from '../../shared/index.js';
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
import { createSessionRevocation, revokeSessionsOnEvents } from './session-revocation.js';
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

/** What the module is built with. */
export interface SessionsModuleDependencies {
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
  /** How the module learns that what it remembers of a session has changed. */
  readonly changeNotifications: ChangeNotifications;
  readonly clock: Clock;
}

/** Some five megabytes of facts at most; ten seconds, should a notification ever be lost in a way that nobody thought of. */
const cacheLimits = { capacity: 10_000, ttlMs: 10_000 };

/** The module, with what other modules and the edges use. Its subscriber revocation sessions in the transaction of the change that demands it. */
export interface SessionsModule extends Module {
  readonly sessions: Sessions;
  readonly administration: SessionAdministration;
  /** For access tokens; takes every credential for one, so it stands last among authenticators. */
  readonly authenticator: Authenticator;
}

/** Builds the module. */
export function createSessionsModule(dependencies: SessionsModuleDependencies): SessionsModule {
  const { transactions, accessTokens, idleTtlSeconds, absoluteTtlSeconds, clock } = dependencies;
  const { changeNotifications, graceSeconds = defaultGraceSeconds, refreshLimit } = dependencies;
  const repository = createSessionRepository();
  const revocation = createSessionRevocation({ ...dependencies, repository });
  const lifetimes = { idleTtlSeconds, absoluteTtlSeconds, graceSeconds };
  const sessions = createSessions({
    ...dependencies,
    repository,
    revocation,
    lifetimes,
    limit: refreshLimit,
  });
  const administration = createSessionAdministration({ ...dependencies, revocation });
  const facts = createSessionFactsCache({
    ...cacheLimits,
    changeNotifications,
    source: createSessionFactsSource(transactions.reader),
    elapsedMs: () => performance.now(),
  });
  return {
    name: 'sessions',
    selfChargedFields: ['Mutation.refreshToken'],
    sessions,
    administration,
    authenticator: createSessionAuthenticator({ accessTokens, facts, changeNotifications, clock }),
    resolvers: { ...createSessionsResolvers({ sessions, administration, reader: transactions.reader }) },
    commands: sessionsCommands(administration),
    subscribers: [revokeSessionsOnEvents(revocation)],
    sweep: createSessionHousekeeping(sessionRemovalInDatabase, clock),
  };
}

/** The tables that the module's storage reads and writes. */
export const sessionsTables: readonly EntitySchema[] = [sessionsTable, refreshTokensTable];
