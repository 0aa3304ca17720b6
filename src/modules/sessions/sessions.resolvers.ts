import DataLoader from 'dataloader';
import type { Reader, UserId } from '../../shared/index.js';
import type { Resolvers } from '../../transports/graphql/generated/resolvers.js';
import { actorOf, callerOf, type RefreshCookie } from '../access/index.js';
import { assuranceOf, type Session } from './session.js';
import type { SessionAdministration } from './session-administration.js';
import type { ListSessions } from './session-page.js';
import type { Sessions } from './sessions.js';
import { type TokenDelivery, tokenDelivery } from './token-delivery.js';

export interface SessionsResolverServices {
  readonly sessions: Sessions;
  readonly administration: SessionAdministration;
  readonly listSessions: ListSessions;
  readonly reader: Reader;
}

export function createSessionsResolvers(services: SessionsResolverServices): Resolvers {
  const { sessions, administration, listSessions, reader } = services;
  const sessionsOf = batchedByRequest(sessions, reader);
  return {
    Query: {
      mySession: (_, __, { currentUser }) =>
        currentUser === null ? null : sessions.findActiveSession(reader, currentUser.sessionId),
      mySessions: (_, __, context) => sessions.listActiveSessions(reader, [callerOf(context).id]),
      sessions: (_, list) => listSessions(list),
    },
    SessionConnection: {
      totalCount: async (page) => (await page.countAll()).count,
      totalCountIsEstimate: async (page) => (await page.countAll()).isEstimate,
    },
    User: { sessions: ({ id }, _, context) => sessionsOf(context, id) },
    Session: {
      current: ({ id }, _, { currentUser }) => id === currentUser?.sessionId,
      endedAt: ({ end }) => end?.at ?? null,
      endReason: ({ end }) => end?.reason ?? null,
      assurance: assuranceOf,
    },
    Mutation: {
      refreshToken: async (_, { input }, { client, refreshCookie }) => {
        const { refreshToken, delivery } = presentedToken(input, refreshCookie);
        const deliver = tokenDelivery(delivery, refreshCookie);
        return {
          tokens: deliver(await sessions.refreshSession({ refreshToken: refreshToken ?? '', client })),
        };
      },
      logout: async (_, { input }, { currentUser, refreshCookie }) => {
        const { refreshToken, delivery } = presentedToken(input, refreshCookie);
        const scope = input?.scope ?? 'CURRENT';
        const revokedSessions = await sessions.logout({ scope, refreshToken, currentUser });
        if (delivery === 'COOKIE' && scope !== 'OTHERS') refreshCookie?.clear();
        return { revokedSessions };
      },
      revokeSession: async (_, { id }, context) => {
        await sessions.revokeOwnSession(callerOf(context), id);
        return {};
      },
      revokeUserSessions: async (_, { userId, sessionIds }, context) => ({
        revokedSessions: await administration.revokeSessions(actorOf(context), {
          userId,
          sessionIds: sessionIds ?? null,
        }),
      }),
      endAllSessions: async (_, { reason }, context) => ({
        revokedSessions: await administration.endAllSessions(actorOf(context), reason),
      }),
    },
    LogoutPayload: { revokedSessions: ({ revokedSessions }) => revokedSessions ?? 0 },
    RevokeSessionsPayload: { revokedSessions: ({ revokedSessions }) => revokedSessions ?? 0 },
  };
}

/**
 * Returns the refresh token of the input, otherwise that of the cookie. A token from a cookie is always
 * delivered by cookie again, because a script on the page could otherwise read it.
 */
function presentedToken(
  input:
    | { readonly refreshToken?: string | null; readonly delivery?: TokenDelivery | null }
    | null
    | undefined,
  cookie: RefreshCookie | undefined,
): { readonly refreshToken: string | null; readonly delivery: TokenDelivery } {
  const inputToken = input?.refreshToken ?? null;
  if (inputToken !== null) return { refreshToken: inputToken, delivery: input?.delivery ?? 'BODY' };
  const cookieToken = cookie?.read() ?? null;
  return {
    refreshToken: cookieToken,
    delivery: cookieToken === null ? (input?.delivery ?? 'BODY') : 'COOKIE',
  };
}

/**
 * Loads the sessions of a page of users with one statement. Without a cache, because a later mutation may
 * change them.
 */
function batchedByRequest(sessions: Sessions, reader: Reader) {
  const loaders = new WeakMap<object, DataLoader<UserId, readonly Session[]>>();
  const load = async (userIds: readonly UserId[]): Promise<readonly Session[][]> => {
    const active = await sessions.listActiveSessions(reader, [...new Set(userIds)]);
    return userIds.map((userId) => active.filter((session) => session.userId === userId));
  };
  return (context: object, userId: UserId): Promise<readonly Session[]> => {
    const loader = loaders.get(context) ?? new DataLoader(load, { cache: false });
    loaders.set(context, loader);
    return loader.load(userId);
  };
}
