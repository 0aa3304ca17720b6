import { createHmac, type KeyObject, sign } from 'node:crypto';
import { createAccessTokens } from '../../../src/modules/tokens/access-tokens.js';
import type { AccessTokenFailure } from '../../../src/modules/tokens/index.js';
import {
  audience,
  base64url,
  createTestKey,
  createTestSigningKeys,
  issuer,
  signJws,
  subject,
} from '../../helpers/access-tokens.js';
import { createFakeClock } from '../../helpers/fake-clock.js';

export const key = createTestKey();
export const other = createTestKey();
export const foreign = createTestKey();
export const clock = createFakeClock();
export const now = clock.now().getTime() / 1000;
export const lookups: string[] = [];

export const ring = createTestSigningKeys(key, other);
export const tokens = createAccessTokens({
  signingKeys: {
    active: ring.active,
    find: (kid) => {
      lookups.push(kid);
      return ring.find(kid);
    },
  },
  issuer,
  audience,
  accessTokenTtlSeconds: 900,
  clock,
});

export const goodHeader = { alg: 'ES256', typ: 'at+jwt', kid: key.kid };
export const goodClaims = {
  iss: issuer,
  aud: audience,
  client_id: 'cordon',
  sub: subject.userId,
  sid: subject.sessionId,
  role: 'ADMIN',
  sev: 3,
  iat: now,
  exp: now + 900,
  jti: '1',
};
export const expired = { iat: now - 1000, exp: now - 100 };

export type Row = readonly [attack: string, token: string, failure: AccessTokenFailure];

export const forge = (
  header: Record<string, unknown>,
  claims: Record<string, unknown> = {},
  by: KeyObject = key.privateKey,
) => signJws(JSON.stringify({ ...goodHeader, ...header }), JSON.stringify({ ...goodClaims, ...claims }), by);

/** Returns a token with this header and an unusable signature. */
export const unsigned = (header: Record<string, unknown>, signature = '') =>
  `${base64url(JSON.stringify(header))}.${base64url(JSON.stringify(goodClaims))}.${signature}`;

export function hmacToken(header: Record<string, unknown>, secret: string | Buffer, hash = 'sha256'): string {
  const input = `${base64url(JSON.stringify(header))}.${base64url(JSON.stringify(goodClaims))}`;
  return `${input}.${createHmac(hash, secret).update(input).digest('base64url')}`;
}

export const good = forge({});
export const [goodHead = '', goodBody = '', goodSignature = ''] = good.split('.');
export const publicPem = key.publicKey.export({ type: 'spki', format: 'pem' }).toString();
export const publicDer = key.publicKey.export({ type: 'spki', format: 'der' });
export const publicJwk = key.publicKey.export({ format: 'jwk' });
export const foreignJwk = foreign.publicKey.export({ format: 'jwk' });
export const hs256 = { ...goodHeader, alg: 'HS256' };
export const derSignature = base64url(sign('sha256', Buffer.from(`${goodHead}.${goodBody}`), key.privateKey));

/** The last character of 64 bytes in base64url has four unused bits; one of them is set here. */
export const withUnusedBitSet = good.slice(0, -1) + { A: 'B', Q: 'R', g: 'h', w: 'x' }[good.slice(-1)];
