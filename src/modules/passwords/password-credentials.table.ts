import { EntitySchema } from 'typeorm';

/** A row of `password_credentials`. */
export interface PasswordCredentialRow {
  userId: string;
  hash: string;
  mustChange: boolean;
  changedAt: Date;
}

/** The table as the migrations make it. */
export const passwordCredentialsTable: EntitySchema<PasswordCredentialRow> = new EntitySchema({
  name: 'password_credentials',
  columns: {
    userId: {
      name: 'user_id',
      type: 'uuid',
      primary: true,
      primaryKeyConstraintName: 'password_credentials_pkey',
    },
    hash: { type: 'text' },
    mustChange: { name: 'must_change', type: 'boolean' },
    changedAt: { name: 'changed_at', type: 'timestamptz', precision: 3 },
  },
  foreignKeys: [
    {
      name: 'password_credentials_user_fkey',
      // By its table's name: this module does not know the module of users.
      target: 'users',
      columnNames: ['userId'],
      referencedColumnNames: ['id'],
      onDelete: 'CASCADE',
    },
  ],
});
