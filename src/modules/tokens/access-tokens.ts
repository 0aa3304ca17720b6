import { randomUUID } from 'node:crypto';
import jsonwebtoken from 'jsonwebtoken';
import type { Clock, SessionId, UserId } from '../../shared/index.js';
import type { AuthenticationFailure, Role, Roles } from '../access/index.js';
import {
  type AccessTokenClaims,
  clientId,
  maxAccessTokenTtlSeconds,
  readAccessTokenClaims,
} from './access-token-claims.js';
import { readCompactJws } from './compact-jws.js';
import { createProvenTokens, type ProvenTokens } from './proven-tokens.js';
import type { SigningKeys, VerificationKey } from './signing-keys.js';
import type { JsonMembers } from './strict-json.js';

/** The user and session of an access token. */
export interface AccessTokenSubject {
  readonly userId: UserId;
  readonly sessionId: SessionId;
  readonly securityEpoch: number;
  readonly role: Role;
  /** Null when not narrowed. */
  readonly scope: readonly string[] | null;
  /** When the session ends unless it is refreshed. The token never lives longer. */
  readonly sessionExpiresAt: Date;
}

/** A signed token with its expiry. */
export interface IssuedAccessToken {
  readonly token: string;
  readonly expiresAt: Date;
  readonly expiresInSeconds: number;
}

/** Why a token was rejected: the first reason that applies, in this order. */
export type AccessTokenFailure = Extract<
  AuthenticationFailure,
  'TOKEN_MALFORMED' | 'TOKEN_INVALID' | 'TOKEN_EXPIRED'
>;

/** The claims of a valid token, or the reason for its rejection. */
export type AccessTokenResult =
  | { readonly claims: AccessTokenClaims; readonly failure: null }
  | { readonly claims: null; readonly failure: AccessTokenFailure };

/** Issues and verifies access tokens (RFC 9068): signed JWTs of type `at+jwt`. */
export interface AccessTokens {
  /** Signs a token with the active key. It expires no later than the session. */
  issueToken(subject: AccessTokenSubject): IssuedAccessToken;
  /**
   * Verifies a token and returns its claims. TOKEN_MALFORMED: not a compact JWS. TOKEN_INVALID: an unknown
   * key, another algorithm than that of the key, any header parameter other than `alg`, `kid` and `typ`
   * (including `crit`, `jku`, `jwk`, `x5u`, `x5c`, `b64`), another type, a wrong signature, or a claim that
   * is missing, mistyped, out of range or for another issuer or audience (RFC 8725 section 3). TOKEN_EXPIRED:
   * valid but expired at `receivedAt` (default: now). Never throws because of the text; rejects only when the
   * keys cannot be read.
   */
  verifyToken(token: string, receivedAt?: Date): Promise<AccessTokenResult>;
}

export interface AccessTokensDependencies {
  /** Default: the roles of Cordon. */
  readonly roles?: Roles;
  readonly signingKeys: SigningKeys;
  readonly issuer: string;
  readonly audience: string;
  readonly accessTokenTtlSeconds: number;
  readonly clock: Clock;
}

/** About 15 MB of tokens as Cordon issues them. */
const provenTokensCapacity = 5_000;

/** Throws when the lifetime is not from one second to one hour. */
export function createAccessTokens(dependencies: AccessTokensDependencies): AccessTokens {
  const ttl = dependencies.accessTokenTtlSeconds;
  if (!Number.isInteger(ttl) || ttl < 1 || ttl > maxAccessTokenTtlSeconds) {
    throw new Error(`the lifetime of access tokens must be from 1 to ${maxAccessTokenTtlSeconds} seconds`);
  }
  const proven = createProvenTokens(provenTokensCapacity);
  return {
    issueToken: (subject) => issueToken(dependencies, subject),
    verifyToken: (token, receivedAt) => verifyToken(dependencies, proven, token, receivedAt),
  };
}

function issueToken(dependencies: AccessTokensDependencies, subject: AccessTokenSubject): IssuedAccessToken {
  const { issuer, audience, accessTokenTtlSeconds, signingKeys, clock } = dependencies;
  const key = signingKeys.active();
  const issuedAt = Math.floor(clock.now().getTime() / 1000);
  const sessionEnd = Math.floor(subject.sessionExpiresAt.getTime() / 1000);
  // A token lives at least a second: `exp` must be after `iat`. Sessions end at whole seconds.
  const expiresAt = Math.max(issuedAt + 1, Math.min(issuedAt + accessTokenTtlSeconds, sessionEnd));
  const claims = {
    iss: issuer,
    aud: audience,
    client_id: clientId,
    sub: subject.userId,
    sid: subject.sessionId,
    role: subject.role,
    sev: subject.securityEpoch,
    iat: issuedAt,
    exp: expiresAt,
    jti: randomUUID(),
    ...(subject.scope === null ? {} : { scope: subject.scope.join(' ') }),
  };
  const token = jsonwebtoken.sign(claims, key.privateKey, {
    algorithm: key.algorithm,
    header: { alg: key.algorithm, typ: 'at+jwt', kid: key.kid },
  });
  return { token, expiresAt: new Date(expiresAt * 1000), expiresInSeconds: expiresAt - issuedAt };
}

async function verifyToken(
  dependencies: AccessTokensDependencies,
  proven: ProvenTokens,
  token: string,
  receivedAt: Date = dependencies.clock.now(),
): Promise<AccessTokenResult> {
  const jws = proven.find(token) ?? readCompactJws(token);
  if (jws === null) return { claims: null, failure: 'TOKEN_MALFORMED' };
  const found = findKey(dependencies.signingKeys, jws.header);
  const key = found instanceof Promise ? await found : found;
  if (key === null || !(proven.isProvenBy(token, key) || isSignedBy(key, token)))
    return rejected('TOKEN_INVALID');
  const claims = readAccessTokenClaims(jws.payload, dependencies, receivedAt);
  if (claims === null) return rejected('TOKEN_INVALID');
  // Last, so that an invalid token reveals nothing about times.
  if (claims.expiresAt <= receivedAt) return rejected('TOKEN_EXPIRED');
  proven.remember(token, jws, key);
  return { claims, failure: null };

  function rejected(failure: AccessTokenFailure): AccessTokenResult {
    proven.forget(token);
    return { claims: null, failure };
  }
}

const headerNames: readonly string[] = ['alg', 'kid', 'typ'];

/** RFC 9068 section 4 allows both spellings of the media type, and RFC 2045 section 5.1 any case. */
const accessTokenType = /^(?:application\/)?at\+jwt$/i;

/**
 * Selects the key by `kid` alone. The token must name the algorithm of the key (RFC 8725 sections 3.1 and
 * 3.2).
 */
function findKey(signingKeys: SigningKeys, header: JsonMembers): ReturnType<SigningKeys['find']> {
  const [kid, type] = [header.get('kid'), header.get('typ')];
  if (typeof kid !== 'string' || typeof type !== 'string' || !accessTokenType.test(type)) return null;
  for (const name of header.keys()) if (!headerNames.includes(name)) return null;
  const select = (key: VerificationKey | null): VerificationKey | null =>
    key !== null && key.kid === kid && key.algorithm === header.get('alg') ? key : null;
  const found = signingKeys.find(kid);
  return found instanceof Promise ? found.then(select) : select(found);
}

/**
 * The library verifies only the signature; issuer, audience and times are checked on the strictly parsed
 * payload.
 */
function isSignedBy(key: VerificationKey, token: string): boolean {
  try {
    jsonwebtoken.verify(token, 'publicKey' in key ? key.publicKey : key.sharedSecret, {
      algorithms: [key.algorithm],
      ignoreExpiration: true,
      ignoreNotBefore: true,
    });
    return true;
  } catch {
    // The library also throws plain TypeErrors, for example for a signature of odd length: any error is a
    // rejection.
    return false;
  }
}
