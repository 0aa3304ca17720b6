import { randomUUID } from 'node:crypto';
import jsonwebtoken from 'jsonwebtoken';
import type { Clock, SessionId, UserId } from '../../shared/index.js';
import type { AuthenticationFailure, Role } from '../access/index.js';
import {
  type AccessTokenClaims,
  clientId,
  maxAccessTokenTtlSeconds,
  readAccessTokenClaims,
} from './access-token-claims.js';
import { readCompactJws } from './compact-jws.js';
import type { SigningKeys, VerificationKey } from './signing-keys.js';
import type { JsonMembers } from './strict-json.js';

/** For whom an access token is issued. */
export interface AccessTokenSubject {
  readonly userId: UserId;
  readonly sessionId: SessionId;
  readonly securityEpoch: number;
  readonly role: Role;
  /** Null: not narrowed. */
  readonly scope: readonly string[] | null;
}

/** A token fresh from the key. */
export interface IssuedAccessToken {
  readonly token: string;
  readonly expiresAt: Date;
  readonly expiresInSeconds: number;
}

/** Why a token was refused; the first that applies, in this order. */
export type AccessTokenFailure = Extract<
  AuthenticationFailure,
  'TOKEN_MALFORMED' | 'TOKEN_INVALID' | 'TOKEN_EXPIRED'
>;

/** What became of a token. */
export type AccessTokenResult =
  | { readonly claims: AccessTokenClaims; readonly failure: null }
  | { readonly claims: null; readonly failure: AccessTokenFailure };

/** Issues and reads the access tokens of RFC 9068: JWTs, signed, of type `at+jwt`. */
export interface AccessTokens {
  /** Signs a token with the active key. */
  issue(subject: AccessTokenSubject): IssuedAccessToken;
  /**
   * Reads a token. TOKEN_MALFORMED: not a compact JWS of ours in form. TOKEN_INVALID: another algorithm than its key's, an unknown
   * key, any header parameter beside `alg`, `kid` and `typ` (so `crit`, `jku`, `jwk`, `x5u`, `x5c`, `b64` too), another type, a wrong
   * signature, a claim missing, mistyped, absurd or not for us (RFC 8725 section 3). TOKEN_EXPIRED: all of that is right, and it is over.
   * No text makes it throw; only a key store that cannot be reached does.
   */
  read(token: string): Promise<AccessTokenResult>;
}

/** What access tokens are made with. */
export interface AccessTokensDependencies {
  readonly signingKeys: SigningKeys;
  readonly issuer: string;
  readonly audience: string;
  readonly accessTokenTtlSeconds: number;
  readonly clock: Clock;
}

/** Makes the access tokens' service; throws when tokens would live longer than an hour, or not at all. */
export function createAccessTokens(dependencies: AccessTokensDependencies): AccessTokens {
  const ttl = dependencies.accessTokenTtlSeconds;
  if (!Number.isInteger(ttl) || ttl < 1 || ttl > maxAccessTokenTtlSeconds) {
    throw new Error(`access tokens must live between 1 and ${maxAccessTokenTtlSeconds} seconds`);
  }
  return {
    issue: (subject) => issue(dependencies, subject),
    read: (token) => read(dependencies, token),
  };
}

function issue(dependencies: AccessTokensDependencies, subject: AccessTokenSubject): IssuedAccessToken {
  const { issuer, audience, accessTokenTtlSeconds, signingKeys, clock } = dependencies;
  const key = signingKeys.active();
  const issuedAt = Math.floor(clock.now().getTime() / 1000);
  const expiresAt = issuedAt + accessTokenTtlSeconds;
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
  return { token, expiresAt: new Date(expiresAt * 1000), expiresInSeconds: accessTokenTtlSeconds };
}

async function read(dependencies: AccessTokensDependencies, token: string): Promise<AccessTokenResult> {
  const jws = readCompactJws(token);
  if (jws === null) return { claims: null, failure: 'TOKEN_MALFORMED' };
  const key = await findKey(dependencies.signingKeys, jws.header);
  if (key === null || !isSignedBy(key, token)) return { claims: null, failure: 'TOKEN_INVALID' };
  const now = dependencies.clock.now();
  const claims = readAccessTokenClaims(jws.payload, dependencies, now);
  if (claims === null) return { claims: null, failure: 'TOKEN_INVALID' };
  // Last: who holds a token that was never ours learns nothing about time.
  if (claims.expiresAt <= now) return { claims: null, failure: 'TOKEN_EXPIRED' };
  return { claims, failure: null };
}

const headerNames: readonly string[] = ['alg', 'kid', 'typ'];

/** RFC 9068 section 4 takes both spellings of the media type, and RFC 2045 section 5.1 any case. */
const accessTokenType = /^(?:application\/)?at\+jwt$/i;

/** The key is chosen by `kid` alone, and the algorithm is the key's: the token may only agree (RFC 8725 sections 3.1 and 3.2). */
async function findKey(signingKeys: SigningKeys, header: JsonMembers): Promise<VerificationKey | null> {
  const [kid, type] = [header.get('kid'), header.get('typ')];
  if (typeof kid !== 'string' || typeof type !== 'string' || !accessTokenType.test(type)) return null;
  for (const name of header.keys()) if (!headerNames.includes(name)) return null;
  const key = await signingKeys.find(kid);
  return key !== null && key.kid === kid && key.algorithm === header.get('alg') ? key : null;
}

/** Issuer, audience and times are judged on the payload that was read strictly; the library proves the signature alone. */
function isSignedBy(key: VerificationKey, token: string): boolean {
  try {
    jsonwebtoken.verify(token, 'publicKey' in key ? key.publicKey : key.sharedSecret, {
      algorithms: [key.algorithm],
      ignoreExpiration: true,
      ignoreNotBefore: true,
    });
    return true;
  } catch {
    // The library also throws plain TypeErrors (a signature of odd length): whatever it says, the answer is no.
    return false;
  }
}
