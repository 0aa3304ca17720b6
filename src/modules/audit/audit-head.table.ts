import { EntitySchema } from 'typeorm';

/** The table `audit_head`, equal to its migration. The lock of its only row is the lock of the log. */
export const auditHeadTable: EntitySchema = new EntitySchema({
  name: 'audit_head',
  tableName: 'audit_head',
  columns: {
    id: { type: 'integer', primary: true, primaryKeyConstraintName: 'audit_head_pkey' },
    sequence: { type: 'bigint' },
    hash: { type: 'bytea' },
    seal: { type: 'bytea' },
  },
  checks: [{ name: 'audit_head_one_check', expression: 'id = 1' }],
});
