import { EntitySchema } from 'typeorm';
import type { SigningKeyStatus } from './keys-store.js';
import type { SigningAlgorithm } from './signing-keys.js';

/** A row of `signing_keys`. */
export interface SigningKeyRow {
  kid: string;
  algorithm: SigningAlgorithm;
  /** For people who look at the table; what is published is derived from the sealed half, which nobody can plant. */
  publicJwk: Readonly<Record<string, unknown>>;
  sealedPrivateKey: Buffer;
  status: SigningKeyStatus;
  createdAt: Date;
  activeFrom: Date;
  retireAt: Date | null;
  revokedAt: Date | null;
}

/** The table as the migrations make it. */
export const signingKeysTable: EntitySchema<SigningKeyRow> = new EntitySchema<SigningKeyRow>({
  name: 'signing_keys',
  columns: {
    kid: { type: 'text', primary: true, primaryKeyConstraintName: 'signing_keys_pkey' },
    algorithm: { type: 'text' },
    publicJwk: { name: 'public_jwk', type: 'jsonb' },
    sealedPrivateKey: { name: 'sealed_private_key', type: 'bytea' },
    status: { type: 'text' },
    createdAt: { name: 'created_at', type: 'timestamptz', precision: 3 },
    activeFrom: { name: 'active_from', type: 'timestamptz', precision: 3 },
    retireAt: { name: 'retire_at', type: 'timestamptz', precision: 3, nullable: true },
    revokedAt: { name: 'revoked_at', type: 'timestamptz', precision: 3, nullable: true },
  },
  checks: [
    { name: 'signing_keys_algorithm_check', expression: "algorithm IN ('ES256', 'RS256', 'PS256')" },
    {
      name: 'signing_keys_status_check',
      expression: "status IN ('PENDING', 'ACTIVE', 'RETIRING', 'REVOKED')",
    },
  ],
  indices: [
    { name: 'signing_keys_one_active', columns: ['status'], unique: true, where: "status = 'ACTIVE'" },
  ],
});
