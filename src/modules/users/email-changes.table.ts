import { EntitySchema } from 'typeorm';
import type { EmailChangeRecord } from './email-changes.js';

/** Changes of addresses that can be undone. */
export const emailChangesTable: EntitySchema<EmailChangeRecord> = new EntitySchema<EmailChangeRecord>({
  name: 'email_changes',
  tableName: 'email_changes',
  columns: {
    id: { type: 'uuid', primary: true, primaryKeyConstraintName: 'email_changes_pkey' },
    userId: { type: 'uuid', name: 'user_id' },
    previousEmail: { type: 'text', name: 'previous_email' },
    previousEmailKey: { type: 'text', name: 'previous_email_key' },
    undoTokenHash: { type: 'bytea', name: 'undo_token_hash' },
    changedAt: { type: 'timestamptz', precision: 3, name: 'changed_at' },
    expiresAt: { type: 'timestamptz', precision: 3, name: 'expires_at' },
  },
  foreignKeys: [
    {
      name: 'email_changes_user_fkey',
      target: 'users',
      columnNames: ['userId'],
      referencedColumnNames: ['id'],
      onDelete: 'CASCADE',
    },
  ],
  indices: [
    { name: 'email_changes_undo_token_hash', columns: ['undoTokenHash'], unique: true },
    { name: 'email_changes_by_previous_email', columns: ['previousEmailKey'] },
    { name: 'email_changes_by_user', columns: ['userId'] },
  ],
});
