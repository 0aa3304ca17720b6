import { createHash, randomBytes } from 'node:crypto';

/** A kind of opaque token: 256 random bits after a prefix that users and secret scanners recognize. */
export interface OpaqueTokenKind {
  /** Returns the text of a new token. */
  generate(): string;
  /** Returns the 32 secret bytes of a token; null for any other text. */
  parseSecret(text: string): Buffer | null;
  /** Returns the text of the token with these secret bytes. */
  formatSecret(secret: Uint8Array): string;
}

const secretBytes = 32;

/** Returns the kind whose tokens are `cordon_<word>_` and 43 characters of base64url. */
export function opaqueTokenKind(word: string): OpaqueTokenKind {
  const prefix = `cordon_${word}_`;
  const formatSecret = (secret: Uint8Array) => prefix + Buffer.from(secret).toString('base64url');
  return {
    generate: () => formatSecret(randomBytes(secretBytes)),
    formatSecret,
    parseSecret: (text) => {
      // Tokens have at most 62 characters; longer text is rejected without decoding it.
      if (text.length > 100 || !text.startsWith(prefix)) return null;
      const secret = Buffer.from(text.slice(prefix.length), 'base64url');
      return secret.length === secretBytes && formatSecret(secret) === text ? secret : null;
    },
  };
}

/**
 * Returns the stored form of a token. SHA-256 suffices for 256 random bits (RFC 9700 section 4.14, ASVS 6.6).
 */
export function hashToken(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
