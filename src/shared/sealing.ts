import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Encrypts and authenticates secrets that are stored, under one key. */
export interface Sealing {
  /**
   * `context` names the place the secret is stored in, e.g. "signing_keys:<kid>"; it is authenticated, not
   * stored.
   */
  seal(secret: Uint8Array, context: string): Buffer;
  /** Returns null, never throws, for bytes that were sealed with another key or context, or changed since. */
  open(sealed: Buffer, context: string): Buffer | null;
}

/** The first byte; another layout gets another number. */
const version = 1;
const nonceBytes = 12;
const tagBytes = 16;
const headerBytes = 1 + nonceBytes + tagBytes;

/**
 * Seals with AES-256-GCM (NIST SP 800-38D) under a 32-byte key. Layout: version byte, random nonce, tag,
 * ciphertext. The context is the additional authenticated data, so that sealed values cannot be swapped
 * between rows.
 */
export function createSealing(key: Buffer): Sealing {
  return {
    seal: (secret, context) => {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context));
      const ciphertext = Buffer.concat([cipher.update(secret), cipher.final()]);
      return Buffer.concat([Buffer.of(version), nonce, cipher.getAuthTag(), ciphertext]);
    },
    open: (sealed, context) => {
      if (sealed.length < headerBytes || sealed[0] !== version) return null;
      const nonce = sealed.subarray(1, 1 + nonceBytes);
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
      decipher.setAAD(Buffer.from(context)).setAuthTag(sealed.subarray(1 + nonceBytes, headerBytes));
      try {
        return Buffer.concat([decipher.update(sealed.subarray(headerBytes)), decipher.final()]);
      } catch {
        // `final` throws only when the tag does not match.
        return null;
      }
    },
  };
}
