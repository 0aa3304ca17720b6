/**
 * Sessions: starts, refreshes and ends them, and authenticates every request by its access token. Verifying a
 * password belongs to the login module. The text of a token is never stored or logged.
 */

import type { EntitySchema } from 'typeorm';
import type { RefreshLimit } from '../../platform/rate-limit/index.js';
import {
  type ChangeNotifications,
  type Clock,
  countOutcomes,
  type EventPublisher,
  type Gauge,
  type KeyedHash,
  type Measurements,
  type Module,
  noMeasurements,
  type Reader,
  type ReadList,
  type Transactions,
} from '../../shared/index.js';
import { type ActorTransactions, type Authenticator, cordonRoles, type Roles } from '../access/index.js';
import type { AccessTokens } from '../tokens/index.js';
import { createActorTransactions } from './actor-transactions.js';
import { watchOutages } from './outages.js';
import { findPersonalSessions } from './personal-data.typeorm.js';
import { refreshTokensTable } from './refresh-tokens.table.js';
import { createSessionAdministration, type SessionAdministration } from './session-administration.js';
import { createSessionAuthenticator } from './session-authenticator.js';
import { findSessionFacts } from './session-facts.typeorm.js';
import { createSessionFactsCache } from './session-facts-cache.js';
import { createSessionHousekeeping } from './session-housekeeping.js';
import { countActiveSessions, typeormSessionRemoval } from './session-housekeeping.typeorm.js';
import type { SessionOwners } from './session-owners.js';
import { createListSessions } from './session-page.js';
import { typeormSessionLists } from './session-page.typeorm.js';
import { typeormSessionRepository } from './session-repository.typeorm.js';
import { createSessionRevocation, revokeSessionsOnEvents } from './session-revocation.js';
import { sessionsCommands } from './sessions.commands.js';
import { createSessions, type Sessions } from './sessions.js';
import { createSessionsResolvers } from './sessions.resolvers.js';
import { sessionsTable } from './sessions.table.js';
import { lockUser } from './user-locks.typeorm.js';

export { createActorTransactions } from './actor-transactions.js';
export type { DeliveredTokens, IssuedTokens } from './issued-tokens.js';
export type { LogoutRequest, LogoutScope } from './logout.js';
export type { RefreshRequest } from './refresh-session.js';
export { assuranceOf, type Session, type SessionEnd } from './session.js';
export type { SessionAdministration } from './session-administration.js';
export type { SessionFacts } from './session-facts.js';
export type { SessionStart } from './session-lifetimes.js';
export type { SessionOwner, SessionOwners } from './session-owners.js';
export type { Sessions } from './sessions.js';
export { type TokenDelivery, tokenDelivery } from './token-delivery.js';

/** How long a rotated refresh token may be sent again by a client that missed the response. */
export const defaultGraceSeconds = 10;

/** What the module depends on. */
export interface SessionsModuleDependencies {
  /** Default: the roles of Cordon. */
  readonly roles?: Roles;
  readonly transactions: ActorTransactions;
  /** Default: reads like `transactions.reader`. */
  readonly readList?: ReadList;
  readonly accessTokens: AccessTokens;
  readonly owners: SessionOwners;
  readonly idleTtlSeconds: number;
  readonly absoluteTtlSeconds: number;
  /** How long ended and expired sessions are kept. Default: 30. */
  readonly retentionDays?: number;
  /** Default: `defaultGraceSeconds`. */
  readonly graceSeconds?: number;
  readonly refreshLimit: RefreshLimit;
  readonly events: EventPublisher;
  readonly changeNotifications: ChangeNotifications;
  /** Signs the cursors of lists. */
  readonly cursorHash: KeyedHash;
  /** Default: nothing is counted. */
  readonly measurements?: Pick<Measurements, 'countRefresh'>;
  readonly clock: Clock;
}

/**
 * At most about 5 MB of facts. The lifetime is a safety net in case a notification is lost without being
 * noticed.
 */
const cacheLimits = { capacity: 10_000, ttlMs: 10_000 };

/**
 * The module and its services. Its subscriber ends sessions in the transaction of the change that requires
 * it.
 */
export interface SessionsModule extends Module {
  readonly sessions: Sessions;
  readonly administration: SessionAdministration;
  /** Authenticates access tokens. Treats every credential as one, so it must be the last authenticator. */
  readonly authenticator: Authenticator;
  /** Counts the sessions that have neither ended nor expired. Reads the whole table. */
  countActive(): Promise<number>;
}

/** Builds the module without any I/O. */
export function createSessionsModule(dependencies: SessionsModuleDependencies): SessionsModule {
  const { transactions, accessTokens, idleTtlSeconds, absoluteTtlSeconds, clock } = dependencies;
  const { changeNotifications, graceSeconds = defaultGraceSeconds, refreshLimit } = dependencies;
  const { roles = cordonRoles, measurements = noMeasurements, retentionDays = 30 } = dependencies;
  const repository = typeormSessionRepository;
  const { reader } = transactions;
  const revocation = createSessionRevocation({ ...dependencies, repository });
  const lifetimes = { idleTtlSeconds, absoluteTtlSeconds, graceSeconds };
  const uncounted = createSessions({
    ...dependencies,
    roles,
    repository,
    revocation,
    lifetimes,
    limit: refreshLimit,
    recentOutages: watchOutages({ ...dependencies, graceSeconds, repository }),
    findFacts: findSessionFacts,
  });
  const refreshSession = countOutcomes(uncounted.refreshSession, measurements.countRefresh);
  const sessions = { ...uncounted, refreshSession };
  const administration = createSessionAdministration({ ...dependencies, roles, revocation });
  const facts = createSessionFactsCache({
    ...cacheLimits,
    changeNotifications,
    source: { find: (sessionId) => findSessionFacts(reader, sessionId) },
    elapsedMs: () => performance.now(),
  });
  return {
    name: 'sessions',
    selfChargedFields: ['Mutation.refreshToken'],
    fieldsWithoutSecondFactor: ['Query.mySession'],
    sessions,
    administration,
    countActive: () => countActiveSessions(transactions.reader, clock.now()),
    authenticator: createSessionAuthenticator({ roles, accessTokens, facts, changeNotifications, clock }),
    resolvers: {
      ...createSessionsResolvers({
        sessions,
        administration,
        listSessions: createListSessions({ ...dependencies, lists: typeormSessionLists, reader }),
        reader,
      }),
    },
    commands: sessionsCommands(administration),
    subscribers: [revokeSessionsOnEvents(revocation)],
    personalData: async (userId) => ({ sessions: await findPersonalSessions(reader, userId) }),
    gauges: [activeSessionsGauge(reader, clock)],
    sweep: createSessionHousekeeping({ removal: typeormSessionRemoval, retentionDays, clock }),
  };
}

function activeSessionsGauge(reader: Reader, clock: Clock): Gauge {
  return {
    name: 'cordon_sessions_active',
    help: 'Sessions that have neither ended nor expired, those of other instances included.',
    read: () => countActiveSessions(reader, clock.now()),
    // Counting reads the whole table.
    maxAgeSeconds: 60,
    combine: 'max',
  };
}

/** Adds the transactions of actors, which judge a signed-in user by the rows in the database. */
export function withActors(
  transactions: Transactions,
  clock: Clock,
  roles: Roles = cordonRoles,
): ActorTransactions {
  return createActorTransactions({ roles, transactions, lockUser, findFacts: findSessionFacts, clock });
}

/** The tables of this module. */
export const sessionsTables: readonly EntitySchema[] = [sessionsTable, refreshTokensTable];
