import { EntitySchema } from 'typeorm';

export interface PasswordCredentialRow {
  userId: string;
  hash: string;
  mustChange: boolean;
  changedAt: Date;
}

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
      // Referenced by table name: this module must not import the users module.
      target: 'users',
      columnNames: ['userId'],
      referencedColumnNames: ['id'],
      onDelete: 'CASCADE',
    },
  ],
});
