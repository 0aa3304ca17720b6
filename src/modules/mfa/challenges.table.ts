import { EntitySchema } from 'typeorm';

/** A row of `mfa_challenges`: the hash of the secret that the client holds, never the secret. */
export interface ChallengeRow {
  readonly id: string;
  readonly tokenHash: Buffer;
  readonly userId: string;
  readonly clientHash: Buffer;
  readonly securityEpoch: number;
  readonly passwordChangedAt: Date;
  readonly scope: string[] | null;
  readonly deviceName: string | null;
  readonly failures: number;
  readonly expiresAt: Date;
}

/** The table as the migrations create it. */
export const challengesTable: EntitySchema<ChallengeRow> = new EntitySchema<ChallengeRow>({
  name: 'mfa_challenges',
  columns: {
    id: { type: 'uuid', primary: true, primaryKeyConstraintName: 'mfa_challenges_pkey' },
    tokenHash: { name: 'token_hash', type: 'bytea' },
    userId: { name: 'user_id', type: 'uuid' },
    clientHash: { name: 'client_hash', type: 'bytea' },
    securityEpoch: { name: 'security_epoch', type: 'integer' },
    passwordChangedAt: { name: 'password_changed_at', type: 'timestamptz', precision: 3 },
    scope: { type: 'text', array: true, nullable: true },
    deviceName: { name: 'device_name', type: 'text', nullable: true },
    failures: { type: 'integer' },
    expiresAt: { name: 'expires_at', type: 'timestamptz', precision: 3 },
  },
  foreignKeys: [
    {
      name: 'mfa_challenges_user_fkey',
      // By table name: this module does not import the table of the users module.
      target: 'users',
      columnNames: ['userId'],
      referencedColumnNames: ['id'],
      onDelete: 'CASCADE',
    },
  ],
  indices: [
    { name: 'mfa_challenges_token_hash', columns: ['tokenHash'], unique: true },
    { name: 'mfa_challenges_user', columns: ['userId'] },
    { name: 'mfa_challenges_expiry', columns: ['expiresAt'] },
  ],
});
