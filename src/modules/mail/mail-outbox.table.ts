import { EntitySchema } from 'typeorm';

/** A mail that is waiting to be sent. Sent and abandoned mails have no row. */
export interface MailOutboxRow {
  id: string;
  template: string;
  /** The user the mail is about. */
  userId: string | null;
  /** The complete mail, sealed: it may contain links with tokens. */
  sealed: Buffer;
  attempts: number;
  createdAt: Date;
  /** When the next attempt may start. A claim moves it to the end of its lease. */
  dueAt: Date;
}

/** The table as the migrations create it. */
export const mailOutboxTable: EntitySchema<MailOutboxRow> = new EntitySchema<MailOutboxRow>({
  name: 'mail_outbox',
  columns: {
    id: { type: 'uuid', primary: true, primaryKeyConstraintName: 'mail_outbox_pkey' },
    template: { type: 'text' },
    userId: { name: 'user_id', type: 'uuid', nullable: true },
    sealed: { type: 'bytea' },
    attempts: { type: 'integer' },
    createdAt: { name: 'created_at', type: 'timestamptz', precision: 3 },
    dueAt: { name: 'due_at', type: 'timestamptz', precision: 3 },
  },
  indices: [{ name: 'mail_outbox_by_due_at', columns: ['dueAt'] }],
});
