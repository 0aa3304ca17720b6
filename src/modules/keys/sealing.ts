import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** Shuts secrets up so that only who has the master key can read them, and only from the row they were written for. */
export interface Sealing {
  /** `row` names the row that the secret is for, e.g. "signing_keys:<kid>". */
  seal(secret: Buffer, row: string): Buffer;
  /** Answers null, never throws, for bytes that were sealed with another key, for another row or purpose, or changed since. */
  open(sealed: Buffer, row: string): Buffer | null;
}

/** What the bytes begin with; another form gets another number. */
const version = 1;
const nonceBytes = 12;
const tagBytes = 16;
const headBytes = 1 + nonceBytes + tagBytes;

/**
 * Sealing by AES-256-GCM (NIST SP 800-38D) under a key of the purpose's own, derived from the master key by HKDF (RFC 5869).
 * Layout: version byte, random nonce, tag, ciphertext. The row's name is authenticated with it, so rows cannot be swapped.
 */
export function createSealing(masterKey: Buffer, purpose: string): Sealing {
  const key = Buffer.from(hkdfSync('sha256', masterKey, Buffer.alloc(0), `cordon/seal/1/${purpose}`, 32));
  return {
    seal: (secret, row) => {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(row));
      const text = Buffer.concat([cipher.update(secret), cipher.final()]);
      return Buffer.concat([Buffer.of(version), nonce, cipher.getAuthTag(), text]);
    },
    open: (sealed, row) => {
      if (sealed.length < headBytes || sealed[0] !== version) return null;
      const nonce = sealed.subarray(1, 1 + nonceBytes);
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
      decipher.setAAD(Buffer.from(row)).setAuthTag(sealed.subarray(1 + nonceBytes, headBytes));
      try {
        return Buffer.concat([decipher.update(sealed.subarray(headBytes)), decipher.final()]);
      } catch {
        // The only thing that `final` throws for: the tag does not fit.
        return null;
      }
    },
  };
}
