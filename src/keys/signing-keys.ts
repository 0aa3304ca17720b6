import type { KeyObject } from 'node:crypto';

/** An algorithm of access tokens (RFC 7518 section 3.1). Each key has one, for good. */
export type SigningAlgorithm = 'ES256' | 'RS256' | 'PS256';

/** The key that signs. */
export interface SigningKey {
  /** The RFC 7638 thumbprint of the public half. */
  readonly kid: string;
  readonly algorithm: SigningAlgorithm;
  readonly privateKey: KeyObject;
}

/** A key that signatures are checked with. */
export interface VerificationKey {
  readonly kid: string;
  readonly algorithm: SigningAlgorithm;
  readonly publicKey: KeyObject;
}

/** The keys of access tokens, imported once and held in memory. */
export interface SigningKeys {
  /** The one key that signs now. */
  active(): SigningKey;
  /**
   * The key with exactly this id; null when it is unknown or revoked. Reads the database for a well-formed unknown id, because another
   * instance may have made it, at most once in a few seconds whatever is asked; rejects when that cannot be read.
   */
  find(kid: string): VerificationKey | null | Promise<VerificationKey | null>;
}

/** A key as clients read it (RFC 7517): public members only. */
export interface PublishedKey {
  readonly kid: string;
  readonly alg: SigningAlgorithm;
  readonly use: 'sig';
  readonly [member: string]: string;
}

/** The public members of the two key types (RFC 7518 sections 6.2.1 and 6.3.1); whatever else an export may hold stays here. */
const publicMembers: Readonly<Record<string, readonly string[]>> = {
  EC: ['kty', 'crv', 'x', 'y'],
  RSA: ['kty', 'n', 'e'],
};

/** Writes a key as it is published. */
export function publishKey(key: VerificationKey): PublishedKey {
  const jwk: Readonly<Record<string, unknown>> = { ...key.publicKey.export({ format: 'jwk' }) };
  const members = publicMembers[String(jwk['kty'])] ?? [];
  const shown = Object.fromEntries(members.map((member) => [member, String(jwk[member])]));
  return { ...shown, kid: key.kid, alg: key.algorithm, use: 'sig' };
}
