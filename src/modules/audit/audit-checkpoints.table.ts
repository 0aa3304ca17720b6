import { EntitySchema } from 'typeorm';

/**
 * The table `audit_checkpoints`, equal to its migration: up to where entries were removed after their
 * retention. It is append-only: triggers reject every other statement.
 */
export const auditCheckpointsTable: EntitySchema = new EntitySchema({
  name: 'audit_checkpoints',
  tableName: 'audit_checkpoints',
  columns: {
    sequence: { type: 'bigint', primary: true, primaryKeyConstraintName: 'audit_checkpoints_pkey' },
    hash: { type: 'bytea' },
    occurredAt: { type: 'timestamptz', precision: 3, name: 'occurred_at' },
    seal: { type: 'bytea' },
  },
  checks: [{ name: 'audit_checkpoints_sequence_check', expression: 'sequence > 0' }],
});
