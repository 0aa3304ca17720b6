import { createHash, type KeyObject, sign } from 'node:crypto';
import type {
  AccessTokenSubject,
  PublicVerificationKey,
  SigningKeys,
} from '../../src/modules/tokens/index.js';
import { parseSessionId, parseUserId } from '../../src/shared/index.js';
import { generateKeys } from './generate-keys.js';
import { idOf } from './test-ids.js';

export interface TestKey extends PublicVerificationKey {
  readonly privateKey: KeyObject;
}

export function createTestKey(): TestKey {
  const { privateKey, publicKey } = generateKeys();
  const kid = createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64url');
  return { kid, algorithm: 'ES256', privateKey, publicKey };
}

/** Returns fixed signing keys; the first one signs. */
export function createTestSigningKeys(...keys: readonly [TestKey, ...TestKey[]]): SigningKeys {
  const byKid = new Map(keys.map((key) => [key.kid, key]));
  return { active: () => keys[0], find: (kid) => byKid.get(kid) ?? null };
}

export const issuer = 'https://id.example';
export const audience = 'https://api.example';

export const subject: AccessTokenSubject = {
  userId: idOf(parseUserId, '018f3f3e-0000-7000-8000-000000000001'),
  sessionId: idOf(parseSessionId, '018f3f3e-0000-7000-8000-000000000002'),
  securityEpoch: 3,
  role: 'SUPPORT',
  scope: null,
  sessionExpiresAt: new Date('2100-01-01T00:00:00Z'),
};

export const base64url = (value: string | Uint8Array) => Buffer.from(value).toString('base64url');

/** Signs any header and payload text, as an attacker with the key could. */
export function signJws(header: string, payload: string, key: KeyObject): string {
  const input = `${base64url(header)}.${base64url(payload)}`;
  const signature = sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' });
  return `${input}.${base64url(signature)}`;
}
