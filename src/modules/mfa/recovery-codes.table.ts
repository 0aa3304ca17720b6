import { EntitySchema } from 'typeorm';

/** A row of `recovery_codes`: a keyed hash of a code, never the code. */
export interface RecoveryCodeRow {
  readonly id: string;
  readonly userId: string;
  readonly codeHash: Buffer;
  readonly usedAt: Date | null;
}

/** The table as the migrations create it. */
export const recoveryCodesTable: EntitySchema<RecoveryCodeRow> = new EntitySchema<RecoveryCodeRow>({
  name: 'recovery_codes',
  columns: {
    id: { type: 'uuid', primary: true, primaryKeyConstraintName: 'recovery_codes_pkey' },
    userId: { name: 'user_id', type: 'uuid' },
    codeHash: { name: 'code_hash', type: 'bytea' },
    usedAt: { name: 'used_at', type: 'timestamptz', precision: 3, nullable: true },
  },
  foreignKeys: [
    {
      name: 'recovery_codes_user_fkey',
      // By table name: this module does not import the table of the users module.
      target: 'users',
      columnNames: ['userId'],
      referencedColumnNames: ['id'],
      onDelete: 'CASCADE',
    },
  ],
  indices: [{ name: 'recovery_codes_user', columns: ['userId'] }],
});
