import { EntitySchema } from 'typeorm';

/** A former password of a user. */
export interface PasswordHistoryRow {
  id: string;
  userId: string;
  hash: string;
  /** The time at which the password was set. */
  chosenAt: Date;
}

export const passwordHistoryTable: EntitySchema<PasswordHistoryRow> = new EntitySchema({
  name: 'password_history',
  columns: {
    id: { type: 'uuid', primary: true, primaryKeyConstraintName: 'password_history_pkey' },
    userId: { name: 'user_id', type: 'uuid' },
    hash: { type: 'text' },
    chosenAt: { name: 'chosen_at', type: 'timestamptz', precision: 3 },
  },
  indices: [{ name: 'password_history_by_user', columns: ['userId', 'chosenAt', 'id'] }],
  foreignKeys: [
    {
      name: 'password_history_user_fkey',
      // Referenced by table name: this module must not import the users module.
      target: 'users',
      columnNames: ['userId'],
      referencedColumnNames: ['id'],
      onDelete: 'CASCADE',
    },
  ],
});
