import type { PairAlgorithm, PublicVerificationKey } from '../tokens/index.js';

/** The algorithms of key pairs, as they are stored in the database. */
export const pairAlgorithms: readonly PairAlgorithm[] = ['ES256', 'RS256', 'PS256'];

/** A key as clients read it (RFC 7517): public members only. */
export interface PublishedKey {
  readonly kid: string;
  readonly alg: PairAlgorithm;
  readonly use: 'sig';
  readonly [member: string]: string;
}

/**
 * The public members of the two key types (RFC 7518 sections 6.2.1 and 6.3.1). Nothing else is ever exported.
 */
const publicMembers: Readonly<Record<string, readonly string[]>> = {
  EC: ['kty', 'crv', 'x', 'y'],
  RSA: ['kty', 'n', 'e'],
};

/** Returns the key as it is published. */
export function publishKey(key: PublicVerificationKey): PublishedKey {
  const jwk: Readonly<Record<string, unknown>> = { ...key.publicKey.export({ format: 'jwk' }) };
  const members = publicMembers[String(jwk['kty'])] ?? [];
  const published = Object.fromEntries(members.map((member) => [member, String(jwk[member])]));
  return { ...published, kid: key.kid, alg: key.algorithm, use: 'sig' };
}
