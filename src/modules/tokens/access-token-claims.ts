import {
  addSeconds,
  clockLeewaySeconds,
  parseSessionId,
  parseUserId,
  type SessionId,
  type UserId,
} from '../../shared/index.js';
import { cordonRoles, type Role, type Roles } from '../access/index.js';
import type { JsonMembers } from './strict-json.js';

/**
 * The claims of a verified access token. The role is that at the time of issue: for logs, never for
 * decisions.
 */
export interface AccessTokenClaims {
  readonly userId: UserId;
  readonly sessionId: SessionId;
  readonly securityEpoch: number;
  readonly role: Role;
  /** Null when the token is not narrowed. */
  readonly scope: readonly string[] | null;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

export interface AccessTokenParties {
  /** Default: the roles of Cordon. */
  readonly roles?: Roles;
  readonly issuer: string;
  readonly audience: string;
}

/** The `client_id` of RFC 9068 section 2.2: all tokens are issued to Cordon's own clients. */
export const clientId = 'cordon';

/** The longest lifetime of an access token. A token with a longer one was not issued here. */
export const maxAccessTokenTtlSeconds = 3600;

/** RFC 6749 section 3.3: printable ASCII without space, quote and backslash, separated by single spaces. */
const scopeText = /^(?:[!#-[\]-~]+(?: [!#-[\]-~]+)*)?$/;

/**
 * Returns the claims of a payload with a verified signature (RFC 9068 sections 2.2 and 4). Returns null when
 * a claim is missing, mistyped, out of range or for another issuer or audience. The caller checks the expiry,
 * which is a failure of its own.
 */
export function readAccessTokenClaims(
  payload: JsonMembers,
  parties: AccessTokenParties,
  now: Date,
): AccessTokenClaims | null {
  if (payload.get('iss') !== parties.issuer || payload.get('aud') !== parties.audience) return null;
  if (payload.get('client_id') !== clientId || stringOrEmpty(payload.get('jti')) === '') return null;
  const times = readTimes(payload, now);
  const userId = parseUserId(stringOrEmpty(payload.get('sub')));
  const sessionId = parseSessionId(stringOrEmpty(payload.get('sid')));
  const role = (parties.roles ?? cordonRoles).parse(stringOrEmpty(payload.get('role')));
  const securityEpoch = parseCount(payload.get('sev'));
  const scope = readScope(payload.get('scope'));
  if (times === null || userId === null || sessionId === null) return null;
  if (role === null || securityEpoch === null || scope === undefined) return null;
  return { userId, sessionId, securityEpoch, role, scope, ...times };
}

function readTimes(payload: JsonMembers, now: Date): { issuedAt: Date; expiresAt: Date } | null {
  const issuedAt = parseInstant(payload.get('iat'));
  const expiresAt = parseInstant(payload.get('exp'));
  const notBefore = payload.has('nbf') ? parseInstant(payload.get('nbf')) : issuedAt;
  if (issuedAt === null || expiresAt === null || notBefore === null) return null;
  // RFC 7519 section 4.1.4 allows a small leeway; expiry gets none.
  const latest = addSeconds(now, clockLeewaySeconds);
  if (issuedAt > latest || notBefore > latest) return null;
  if (expiresAt <= issuedAt || expiresAt > addSeconds(issuedAt, maxAccessTokenTtlSeconds)) return null;
  return { issuedAt, expiresAt };
}

/** An empty scope means a token narrowed to nothing, never one that is not narrowed. */
function readScope(value: unknown): readonly string[] | null | undefined {
  if (value === undefined) return null;
  if (typeof value !== 'string' || !scopeText.test(value)) return undefined;
  return value === '' ? [] : value.split(' ');
}

function stringOrEmpty(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function parseCount(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

/** Accepts whole seconds, as Cordon issues them, within the range of Date. */
function parseInstant(value: unknown): Date | null {
  const seconds = parseCount(value);
  if (seconds === null || seconds > 8_640_000_000_000) return null;
  return new Date(seconds * 1000);
}
