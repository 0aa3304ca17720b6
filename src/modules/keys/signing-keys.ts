import type { KeyObject } from 'node:crypto';

/** The algorithms of key pairs (RFC 7518 section 3.1), as they are kept in the database. */
export const pairAlgorithms = ['ES256', 'RS256', 'PS256'] as const;

/** One of them. Each key has one, for good. */
export type PairAlgorithm = (typeof pairAlgorithms)[number];

/** An algorithm of access tokens; HS256 only by the operator's own secret, which is in no database. */
export type SigningAlgorithm = PairAlgorithm | 'HS256';

/** The key that signs. */
export interface SigningKey {
  /** The RFC 7638 thumbprint of the public half; of the whole key for HS256, which has no halves. */
  readonly kid: string;
  readonly algorithm: SigningAlgorithm;
  /** For HS256 the shared secret. */
  readonly privateKey: KeyObject;
}

/** A public half that signatures are checked with. */
export interface PublicVerificationKey {
  readonly kid: string;
  readonly algorithm: PairAlgorithm;
  readonly publicKey: KeyObject;
}

/** What signatures are checked with. A shared secret is told apart from public halves, so that none can be published. */
export type VerificationKey =
  | PublicVerificationKey
  | { readonly kid: string; readonly algorithm: 'HS256'; readonly sharedSecret: KeyObject };

/** The keys of access tokens, imported once and held in memory. */
export interface SigningKeys {
  /** The one key that signs now. */
  active(): SigningKey;
  /**
   * The key with exactly this id; null when it is unknown, revoked or retired. Whatever may have changed in the database since is asked there
   * first; rejects when it cannot be asked.
   */
  find(kid: string): VerificationKey | null | Promise<VerificationKey | null>;
}

/** A key as clients read it (RFC 7517): public members only. */
export interface PublishedKey {
  readonly kid: string;
  readonly alg: PairAlgorithm;
  readonly use: 'sig';
  readonly [member: string]: string;
}

/** The public members of the two key types (RFC 7518 sections 6.2.1 and 6.3.1); whatever else an export may hold stays here. */
const publicMembers: Readonly<Record<string, readonly string[]>> = {
  EC: ['kty', 'crv', 'x', 'y'],
  RSA: ['kty', 'n', 'e'],
};

/** Writes a key as it is published. */
export function publishKey(key: PublicVerificationKey): PublishedKey {
  const jwk: Readonly<Record<string, unknown>> = { ...key.publicKey.export({ format: 'jwk' }) };
  const members = publicMembers[String(jwk['kty'])] ?? [];
  const shown = Object.fromEntries(members.map((member) => [member, String(jwk[member])]));
  return { ...shown, kid: key.kid, alg: key.algorithm, use: 'sig' };
}
