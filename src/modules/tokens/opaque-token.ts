import { createHash, randomBytes } from 'node:crypto';

/** A kind of token that means nothing by itself: 256 random bits behind a prefix that tells users and secret scanners what it is. */
export interface OpaqueTokenKind {
  /** A new token's text. */
  make(): string;
  /** The token's 32 secret bytes; null, never an error, for a text of another form or kind. */
  parseSecret(text: string): Buffer | null;
  /** The text of the token with these secret bytes. */
  formatSecret(secret: Uint8Array): string;
}

const secretBytes = 32;

/** The kind whose tokens read `cordon_<word>_` and 43 characters of base64url. */
export function opaqueTokenKind(word: string): OpaqueTokenKind {
  const prefix = `cordon_${word}_`;
  const formatSecret = (secret: Uint8Array) => prefix + Buffer.from(secret).toString('base64url');
  return {
    make: () => formatSecret(randomBytes(secretBytes)),
    formatSecret,
    parseSecret: (text) => {
      // Ours have 62 characters at most; a long text need not be decoded to be refused.
      if (text.length > 100 || !text.startsWith(prefix)) return null;
      const secret = Buffer.from(text.slice(prefix.length), 'base64url');
      return secret.length === secretBytes && formatSecret(secret) === text ? secret : null;
    },
  };
}

/** What is stored in a token's stead. SHA-256 alone is enough: nobody guesses 256 random bits (RFC 9700 section 4.14, ASVS 6.6). */
export function hashToken(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
