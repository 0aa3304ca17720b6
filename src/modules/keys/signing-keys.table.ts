import { EntitySchema } from 'typeorm';
import type { StoredSigningKey } from './key-repository.js';

export interface SigningKeyRow extends StoredSigningKey {
  /**
   * For operators who read the table. The published key is derived from the sealed private key, which cannot
   * be forged.
   */
  publicJwk: Readonly<Record<string, unknown>>;
  revision: number;
}

/** The table as the migrations create it. */
export const signingKeysTable: EntitySchema<SigningKeyRow> = new EntitySchema<SigningKeyRow>({
  name: 'signing_keys',
  columns: {
    id: { type: 'uuid', primary: true, primaryKeyConstraintName: 'signing_keys_pkey' },
    kid: { type: 'text' },
    algorithm: { type: 'text' },
    publicJwk: { name: 'public_jwk', type: 'jsonb' },
    sealedPrivateKey: { name: 'sealed_private_key', type: 'bytea', nullable: true },
    tokenTtlSeconds: { name: 'token_ttl_seconds', type: 'integer' },
    revision: { type: 'integer' },
    createdAt: { name: 'created_at', type: 'timestamptz', precision: 3 },
    activeFrom: { name: 'active_from', type: 'timestamptz', precision: 3 },
    revokedAt: { name: 'revoked_at', type: 'timestamptz', precision: 3, nullable: true },
    reason: { type: 'text', nullable: true },
    revokedReason: { name: 'revoked_reason', type: 'text', nullable: true },
  },
  checks: [
    { name: 'signing_keys_algorithm_check', expression: "algorithm IN ('ES256', 'RS256', 'PS256')" },
    {
      name: 'signing_keys_private_key_check',
      expression: '(sealed_private_key IS NULL) = (revoked_at IS NOT NULL)',
    },
  ],
  indices: [{ name: 'signing_keys_by_kid', columns: ['kid'], unique: true }],
});
