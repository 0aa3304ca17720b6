import { EntitySchema } from 'typeorm';
import type { SecretPurpose } from './key-repository.js';

export interface SealedSecretRow {
  id: string;
  purpose: SecretPurpose;
  sealed: Buffer;
  createdAt: Date;
}

/** The table as the migrations create it. */
export const sealedSecretsTable: EntitySchema<SealedSecretRow> = new EntitySchema<SealedSecretRow>({
  name: 'sealed_secrets',
  columns: {
    id: { type: 'uuid', primary: true, primaryKeyConstraintName: 'sealed_secrets_pkey' },
    purpose: { type: 'text' },
    sealed: { type: 'bytea' },
    createdAt: { name: 'created_at', type: 'timestamptz', precision: 3 },
  },
  indices: [{ name: 'sealed_secrets_by_purpose', columns: ['purpose', 'createdAt'] }],
});
