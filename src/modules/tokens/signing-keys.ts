import type { KeyObject } from 'node:crypto';

/** An algorithm of key pairs (RFC 7518 section 3.1). */
export type PairAlgorithm = 'ES256' | 'RS256' | 'PS256';

/** An algorithm of access tokens; each key has exactly one. HS256 uses the operator's own secret. */
export type SigningAlgorithm = PairAlgorithm | 'HS256';

/** The key that signs. */
export interface SigningKey {
  /** The RFC 7638 thumbprint of the public key; of the whole key for HS256. */
  readonly kid: string;
  readonly algorithm: SigningAlgorithm;
  /** The shared secret for HS256. */
  readonly privateKey: KeyObject;
}

/** A public key that verifies signatures. */
export interface PublicVerificationKey {
  readonly kid: string;
  readonly algorithm: PairAlgorithm;
  readonly publicKey: KeyObject;
}

/**
 * A key that verifies signatures. A shared secret and a public key are different members, so that a secret is
 * never published and a public key is never used as a secret.
 */
export type VerificationKey =
  | PublicVerificationKey
  | { readonly kid: string; readonly algorithm: 'HS256'; readonly sharedSecret: KeyObject };

/** The keys of access tokens, imported once and kept in memory. Implemented by the module `keys`. */
export interface SigningKeys {
  /** Returns the only key that signs now. */
  active(): SigningKey;
  /**
   * Returns the key with exactly this id; null when it is unknown, revoked or retired. Reads the database
   * first when a change may have been missed, and rejects when that fails. A `kid` is untrusted text: it is
   * looked up in a map and never becomes a path, a query or an address (RFC 8725 section 3.10).
   */
  find(kid: string): VerificationKey | null | Promise<VerificationKey | null>;
}
