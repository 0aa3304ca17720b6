import type { KeyObject } from 'node:crypto';
import type { CompactJws } from './compact-jws.js';
import type { VerificationKey } from './signing-keys.js';

/**
 * A fast path: remembers which texts of tokens a key was proven to have signed, so that a client's next
 * request with the same token costs no signature, which took a sixth of the time of `me`. What can change
 * is decided anew for each request: which key has the `kid`, whether it is accepted, claims, times, session.
 */
export interface ProvenTokens {
  /** Returns the parsed token; null when no valid token with exactly this text is remembered. */
  find(token: string): CompactJws | null;
  /** Returns whether it was this key, not only one with its id, that was proven to have signed the token. */
  isProvenBy(token: string, key: VerificationKey): boolean;
  /** Must only be called for a token that was accepted, so that nobody else can fill the memory. */
  remember(token: string, jws: CompactJws, key: VerificationKey): void;
  forget(token: string): void;
}

interface ProvenToken {
  readonly jws: CompactJws;
  readonly algorithm: string;
  readonly verifier: KeyObject;
}

/** The least recently used of more than `capacity` tokens is forgotten. */
export function createProvenTokens(capacity: number): ProvenTokens {
  const proven = new Map<string, ProvenToken>();
  return {
    find: (token) => proven.get(token)?.jws ?? null,
    isProvenBy: (token, key) => {
      const found = proven.get(token);
      return found?.verifier === verifierOf(key) && found.algorithm === key.algorithm;
    },
    remember: (token, jws, key) => {
      proven.delete(token);
      proven.set(token, { jws, algorithm: key.algorithm, verifier: verifierOf(key) });
      // A Map iterates in insertion order, and each use inserts the token again.
      const [oldest] = proven.size > capacity ? proven.keys() : [];
      if (oldest !== undefined) proven.delete(oldest);
    },
    forget: (token) => {
      proven.delete(token);
    },
  };
}

function verifierOf(key: VerificationKey): KeyObject {
  return 'publicKey' in key ? key.publicKey : key.sharedSecret;
}
