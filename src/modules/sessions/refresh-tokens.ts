import { createHmac, randomBytes } from 'node:crypto';
import { createSealing } from '../../shared/index.js';
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

/**
 * Seals a token's successor (its 32 secret bytes) under a key derived from the token itself, for the token's
 * row id. The database alone cannot open it.
 */
export function sealSuccessor(parent: Uint8Array, parentId: string, successor: Uint8Array): Buffer {
  return createSealing(sealingKey(parent)).seal(successor, parentId);
}

/**
 * Opens what `sealSuccessor` made from the same token and row. Throws for anything else: the row was tampered
 * with.
 */
export function openSuccessor(parent: Uint8Array, parentId: string, sealed: Buffer): Buffer {
  const successor = createSealing(sealingKey(parent)).open(sealed, parentId);
  if (successor === null) throw new Error('a sealed refresh token cannot be opened with the token before it');
  return successor;
}

/**
 * HKDF-Expand of one block (RFC 5869 section 2.3). A token's secret is uniformly random, so HKDF-Extract is
 * not needed (section 3.3).
 */
function sealingKey(parent: Uint8Array): Buffer {
  return createHmac('sha256', parent)
    .update('cordon: successor of a refresh token')
    .update(Buffer.of(1))
    .digest();
}
