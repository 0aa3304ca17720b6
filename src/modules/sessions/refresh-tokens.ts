import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { type OpaqueTokenKind, opaqueTokenKind } from '../tokens/index.js';

/** `cordon_refresh_` and 256 random bits (RFC 9700 section 4.14.2, RFC 6749 section 10.10). */
export const refreshTokens: OpaqueTokenKind = opaqueTokenKind('refresh');

/** A new refresh token: its secret bytes, and the text that a client is given once. */
export function generateRefreshToken(): { readonly secret: Buffer; readonly text: string } {
  const secret = randomBytes(32);
  return { secret, text: refreshTokens.formatSecret(secret) };
}

/** What is stored of a refresh token: its hash, and what became of it. */
export interface RefreshTokenRecord {
  readonly id: string;
  /** Null while it is the one live token of its session. */
  readonly use: RefreshTokenUse | null;
}

/** The one use that a refresh token is good for. */
export interface RefreshTokenUse {
  readonly at: Date;
  /** Only who holds the used token can open it. */
  readonly sealedSuccessor: Buffer;
  readonly isSuccessorUsed: boolean;
}

const version = 1;
const nonceBytes = 12;
const tagBytes = 16;

/**
 * Seals a token's successor (its 32 secret bytes) under the token itself: AES-256-GCM, the key by HKDF from the token (RFC 5869), the token's
 * row id as additional data. The database alone, stolen whole, opens none of them.
 */
export function sealSuccessor(parent: Uint8Array, parentId: string, successor: Uint8Array): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', sealingKey(parent), nonce).setAAD(Buffer.from(parentId));
  const sealed = Buffer.concat([cipher.update(successor), cipher.final()]);
  return Buffer.concat([Buffer.of(version), nonce, sealed, cipher.getAuthTag()]);
}

/** Opens what `sealSuccessor` made from the same token and row; throws for anything else: such a row was tampered with. */
export function openSuccessor(parent: Uint8Array, parentId: string, box: Buffer): Buffer {
  if (box[0] !== version) throw new Error('a sealed refresh token is of an unknown version');
  const nonce = box.subarray(1, 1 + nonceBytes);
  const decipher = createDecipheriv('aes-256-gcm', sealingKey(parent), nonce, { authTagLength: tagBytes })
    .setAAD(Buffer.from(parentId))
    .setAuthTag(box.subarray(-tagBytes));
  return Buffer.concat([decipher.update(box.subarray(1 + nonceBytes, -tagBytes)), decipher.final()]);
}

/** HKDF-Expand of one block (RFC 5869 section 2.3); a token's secret is uniformly random, which makes the first step needless (section 3.3). */
function sealingKey(parent: Uint8Array): Buffer {
  return createHmac('sha256', parent)
    .update('cordon: successor of a refresh token')
    .update(Buffer.of(1))
    .digest();
}
