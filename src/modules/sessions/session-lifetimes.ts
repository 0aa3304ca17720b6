import { v7 as uuidv7 } from 'uuid';
import {
  addSeconds,
  type ClientInfo,
  parseSessionId,
  type SessionId,
  type UserId,
} from '../../shared/index.js';
import type { Session } from './session.js';

/** How long sessions live. */
export interface SessionLifetimes {
  /** Without a refresh. */
  readonly idleTtlSeconds: number;
  /** In any case (RFC 9700 section 4.14.2, ASVS 7.3.2). */
  readonly absoluteTtlSeconds: number;
  /** How long a traded refresh token may be sent again by a client that missed the answer. */
  readonly graceSeconds: number;
}

/** Who signs in, on what. */
export interface SessionStart {
  readonly user: { readonly id: UserId; readonly securityEpoch: number };
  readonly client: ClientInfo;
  readonly deviceName: string | null;
  /** Null: not narrowed. */
  readonly scope: readonly string[] | null;
}

/** A new session, begun by a password just proven. */
export function newSession(start: SessionStart, lifetimes: SessionLifetimes, now: Date): Session {
  const absoluteExpiresAt = addSeconds(now, lifetimes.absoluteTtlSeconds);
  return {
    id: newSessionId(),
    userId: start.user.id,
    securityEpoch: start.user.securityEpoch,
    scope: start.scope,
    authMethods: ['password'],
    deviceName: start.deviceName,
    ...clientDetails(start.client),
    createdAt: now,
    authenticatedAt: now,
    lastUsedAt: now,
    expiresAt: idleExpiry(now, absoluteExpiresAt, lifetimes),
    absoluteExpiresAt,
    end: null,
  };
}

/** The session after a refresh: its idle time begins anew, its absolute end stays. */
export function extendSession<S extends Pick<Session, 'absoluteExpiresAt'>>(
  session: S,
  client: ClientInfo,
  lifetimes: SessionLifetimes,
  now: Date,
): S & Pick<Session, 'ipAddress' | 'userAgent' | 'lastUsedAt' | 'expiresAt'> {
  const expiresAt = idleExpiry(now, session.absoluteExpiresAt, lifetimes);
  return { ...session, ...clientDetails(client), lastUsedAt: now, expiresAt };
}

function idleExpiry(now: Date, absoluteExpiresAt: Date, { idleTtlSeconds }: SessionLifetimes): Date {
  const idle = addSeconds(now, idleTtlSeconds);
  return idle < absoluteExpiresAt ? idle : absoluteExpiresAt;
}

/** A header may be kilobytes long, and every list of sessions would carry it. */
function clientDetails(client: ClientInfo): Pick<Session, 'ipAddress' | 'userAgent'> {
  return { ipAddress: client.ipAddress, userAgent: client.userAgent?.slice(0, 512) ?? null };
}

function newSessionId(): SessionId {
  const id = parseSessionId(uuidv7());
  if (id === null) throw new Error('a new UUID is no UUID');
  return id;
}
