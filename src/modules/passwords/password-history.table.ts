import { EntitySchema } from 'typeorm';

/** A row of `password_history`: a password that its owner has no longer. */
export interface PasswordHistoryRow {
  id: string;
  userId: string;
  hash: string;
  /** When the password became theirs. */
  chosenAt: Date;
}

/** The table as the migrations make it. */
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
      // By its table's name: this module does not know the module of users.
      target: 'users',
      columnNames: ['userId'],
      referencedColumnNames: ['id'],
      onDelete: 'CASCADE',
    },
  ],
});
