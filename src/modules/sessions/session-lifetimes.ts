import { v7 as uuidv7 } from 'uuid';
import {
  addSeconds,
  type ClientInfo,
  parseSessionId,
  type SessionId,
  type UserId,
} from '../../shared/index.js';
import type { Session } from './session.js';

export interface SessionLifetimes {
  /** The lifetime without a refresh. */
  readonly idleTtlSeconds: number;
  /** The lifetime in any case (RFC 9700 section 4.14.2, ASVS 7.3.2). */
  readonly absoluteTtlSeconds: number;
  /** How long a rotated refresh token may be sent again by a client that missed the response. */
  readonly graceSeconds: number;
}

/** Who signs in, and from where. */
export interface SessionStart {
  readonly user: { readonly id: UserId; readonly securityEpoch: number };
  /** Null for a session that the server starts by itself, without a proof of the user. */
  readonly client: ClientInfo | null;
  readonly deviceName: string | null;
  /** Null when not narrowed. */
  readonly scope: readonly string[] | null;
  /** True when the device has signed this user in before. Default: not known. */
  readonly isKnownDevice?: boolean;
  /** What was proven, by the names of RFC 8176. Default: a password, or nothing without a client. */
  readonly authMethods?: readonly string[];
}

/** Returns the session that a verified password, or the server by itself, starts. */
export function newSession(start: SessionStart, lifetimes: SessionLifetimes, now: Date): Session {
  const absoluteExpiresAt = toWholeSeconds(addSeconds(now, lifetimes.absoluteTtlSeconds));
  return {
    id: newSessionId(),
    userId: start.user.id,
    securityEpoch: start.user.securityEpoch,
    scope: start.scope,
    authMethods: start.authMethods ?? (start.client === null ? [] : ['pwd']),
    deviceName: start.deviceName,
    ...(start.client === null ? { ipAddress: null, userAgent: null } : clientDetails(start.client)),
    createdAt: now,
    authenticatedAt: now,
    lastUsedAt: now,
    expiresAt: idleExpiry(now, absoluteExpiresAt, lifetimes),
    absoluteExpiresAt,
    end: null,
  };
}

/** Returns the session after a refresh: the idle lifetime starts again, the absolute end stays. */
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
  const idle = toWholeSeconds(addSeconds(now, idleTtlSeconds));
  return idle < absoluteExpiresAt ? idle : absoluteExpiresAt;
}

/** Rounds down: the `exp` of access tokens, which must not be later, has whole seconds. */
function toWholeSeconds(date: Date): Date {
  return new Date(Math.floor(date.getTime() / 1000) * 1000);
}

/** Shortens the user agent, which can be kilobytes long and is part of every list of sessions. */
function clientDetails(client: ClientInfo): Pick<Session, 'ipAddress' | 'userAgent'> {
  return { ipAddress: client.ipAddress, userAgent: client.userAgent?.slice(0, 512) ?? null };
}

function newSessionId(): SessionId {
  const id = parseSessionId(uuidv7());
  if (id === null) throw new Error('a new UUID is invalid');
  return id;
}
