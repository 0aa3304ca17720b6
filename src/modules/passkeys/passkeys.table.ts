import { EntitySchema } from 'typeorm';

/** A row of `passkeys`. It contains no secret: the private key never leaves the authenticator. */
export interface PasskeyRow {
  readonly id: string;
  readonly userId: string;
  readonly credentialId: Buffer;
  readonly publicKey: Buffer;
  /** A bigint, which the driver returns as text. */
  readonly signCount: string;
  readonly transports: string[];
  readonly backupEligible: boolean;
  readonly backedUp: boolean;
  readonly name: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
}

/** The table as the migrations create it. */
export const passkeysTable: EntitySchema<PasskeyRow> = new EntitySchema<PasskeyRow>({
  name: 'passkeys',
  columns: {
    id: { type: 'uuid', primary: true, primaryKeyConstraintName: 'passkeys_pkey' },
    userId: { name: 'user_id', type: 'uuid' },
    credentialId: { name: 'credential_id', type: 'bytea' },
    publicKey: { name: 'public_key', type: 'bytea' },
    signCount: { name: 'sign_count', type: 'bigint' },
    transports: { type: 'text', array: true },
    backupEligible: { name: 'backup_eligible', type: 'boolean' },
    backedUp: { name: 'backed_up', type: 'boolean' },
    name: { type: 'text' },
    createdAt: { name: 'created_at', type: 'timestamptz', precision: 3 },
    lastUsedAt: { name: 'last_used_at', type: 'timestamptz', precision: 3, nullable: true },
  },
  foreignKeys: [
    {
      name: 'passkeys_user_fkey',
      // By table name: storage files do not import other modules.
      target: 'users',
      columnNames: ['userId'],
      referencedColumnNames: ['id'],
      onDelete: 'CASCADE',
    },
  ],
  indices: [
    { name: 'passkeys_credential_id', columns: ['credentialId'], unique: true },
    { name: 'passkeys_by_user', columns: ['userId'] },
  ],
});

/** A row of `used_passkey_challenges`, kept until no server accepts the challenge any more. */
export interface UsedChallengeRow {
  readonly challenge: Buffer;
  readonly expiresAt: Date;
}

export const usedChallengesTable: EntitySchema<UsedChallengeRow> = new EntitySchema<UsedChallengeRow>({
  name: 'used_passkey_challenges',
  columns: {
    challenge: {
      type: 'bytea',
      primary: true,
      primaryKeyConstraintName: 'used_passkey_challenges_pkey',
    },
    expiresAt: { name: 'expires_at', type: 'timestamptz', precision: 3 },
  },
});
