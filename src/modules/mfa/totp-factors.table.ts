import { EntitySchema } from 'typeorm';

/** A row of `totp_factors`. The secret is sealed. */
export interface TotpFactorRow {
  readonly id: string;
  readonly userId: string;
  readonly sealedSecret: Buffer;
  /** When an enrolment that was not confirmed ends. */
  readonly expiresAt: Date;
  readonly confirmedAt: Date | null;
  /** A bigint, which the driver returns as text. */
  readonly lastUsedStep: string | null;
}

/** The table as the migrations create it. */
export const totpFactorsTable: EntitySchema<TotpFactorRow> = new EntitySchema<TotpFactorRow>({
  name: 'totp_factors',
  columns: {
    id: { type: 'uuid', primary: true, primaryKeyConstraintName: 'totp_factors_pkey' },
    userId: { name: 'user_id', type: 'uuid' },
    sealedSecret: { name: 'sealed_secret', type: 'bytea' },
    expiresAt: { name: 'expires_at', type: 'timestamptz', precision: 3 },
    confirmedAt: { name: 'confirmed_at', type: 'timestamptz', precision: 3, nullable: true },
    lastUsedStep: { name: 'last_used_step', type: 'bigint', nullable: true },
  },
  foreignKeys: [
    {
      name: 'totp_factors_user_fkey',
      // By table name: this module does not import the table of the users module.
      target: 'users',
      columnNames: ['userId'],
      referencedColumnNames: ['id'],
      onDelete: 'CASCADE',
    },
  ],
  indices: [
    {
      name: 'totp_factors_confirmed',
      columns: ['userId'],
      unique: true,
      where: 'confirmed_at IS NOT NULL',
    },
    { name: 'totp_factors_pending', columns: ['userId'], unique: true, where: 'confirmed_at IS NULL' },
  ],
  checks: [
    {
      name: 'totp_factors_step_check',
      expression: '(confirmed_at IS NULL) = (last_used_step IS NULL)',
    },
  ],
});
