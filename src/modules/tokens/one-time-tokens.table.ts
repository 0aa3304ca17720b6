import { EntitySchema } from 'typeorm';
import { oneTimePurposes } from './one-time-tokens.js';

/** A row of `one_time_tokens`: the hash of a token, never the token. */
export interface OneTimeTokenRow {
  readonly id: string;
  readonly purpose: string;
  readonly userId: string | null;
  readonly tokenHash: Buffer;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly usedAt: Date | null;
  readonly newEmail?: string | null;
  /** The state of the user when the token was issued, stored by a trigger; null for SETUP. */
  readonly emailKey?: string | null;
  readonly role?: string | null;
  readonly securityEpoch?: number | null;
  readonly disabledAt?: Date | null;
}

/** The table as the migrations create it. */
export const oneTimeTokensTable: EntitySchema<OneTimeTokenRow> = new EntitySchema<OneTimeTokenRow>({
  name: 'one_time_tokens',
  columns: {
    id: { type: 'uuid', primary: true, primaryKeyConstraintName: 'one_time_tokens_pkey' },
    purpose: { type: 'text' },
    userId: { name: 'user_id', type: 'uuid', nullable: true },
    tokenHash: { name: 'token_hash', type: 'bytea' },
    createdAt: { name: 'created_at', type: 'timestamptz', precision: 3 },
    expiresAt: { name: 'expires_at', type: 'timestamptz', precision: 3 },
    usedAt: { name: 'used_at', type: 'timestamptz', precision: 3, nullable: true },
    newEmail: { name: 'new_email', type: 'text', nullable: true },
    emailKey: { name: 'email_key', type: 'text', nullable: true },
    role: { type: 'text', nullable: true },
    securityEpoch: { name: 'security_epoch', type: 'integer', nullable: true },
    disabledAt: { name: 'disabled_at', type: 'timestamptz', precision: 3, nullable: true },
  },
  foreignKeys: [
    {
      name: 'one_time_tokens_user_fkey',
      // By table name: this module does not import the users module.
      target: 'users',
      columnNames: ['userId'],
      referencedColumnNames: ['id'],
      onDelete: 'CASCADE',
    },
  ],
  indices: [
    { name: 'one_time_tokens_token_hash', columns: ['tokenHash'], unique: true },
    {
      name: 'one_time_tokens_newest',
      columns: ['userId', 'purpose'],
      unique: true,
      where: 'used_at IS NULL',
    },
  ],
  checks: [
    {
      name: 'one_time_tokens_purpose_check',
      expression: `purpose IN (${oneTimePurposes.map((purpose) => `'${purpose}'`).join(', ')})`,
    },
    {
      name: 'one_time_tokens_new_email_check',
      expression: `(purpose = 'EMAIL_CHANGE') = (new_email IS NOT NULL)`,
    },
    { name: 'one_time_tokens_user_check', expression: `(purpose = 'SETUP') = (user_id IS NULL)` },
  ],
});
