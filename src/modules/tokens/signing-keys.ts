import type { KeyObject } from 'node:crypto';

/** An algorithm that access tokens can be signed with (RFC 7518 section 3.1); each key has exactly one. */
export type SigningAlgorithm = 'ES256' | 'RS256' | 'PS256' | 'HS256';

/** The key that signs now. */
export interface SigningKey {
  /** The RFC 7638 thumbprint of its public half; of the whole key for HS256. */
  readonly kid: string;
  readonly algorithm: SigningAlgorithm;
  /** For HS256 the shared secret. */
  readonly privateKey: KeyObject;
}

/** A public half that signatures may be checked with. */
export interface PublicVerificationKey {
  readonly kid: string;
  readonly algorithm: Exclude<SigningAlgorithm, 'HS256'>;
  readonly publicKey: KeyObject;
}

/** What signatures may be checked with. A secret and a public half are told apart here, so that neither is ever taken for the other. */
export type VerificationKey =
  | PublicVerificationKey
  | { readonly kid: string; readonly algorithm: 'HS256'; readonly sharedSecret: KeyObject };

/** The keys of the access tokens; kept by the module `keys`. */
export interface SigningKeys {
  /** The one key that signs now. */
  active(): SigningKey;
  /**
   * The key with exactly this id, unless it is unknown or revoked. A `kid` is text from a stranger: it is looked up in a
   * fixed map, and never becomes a path, a query or an address (RFC 8725 section 3.10).
   */
  find(kid: string): VerificationKey | null | Promise<VerificationKey | null>;
}
