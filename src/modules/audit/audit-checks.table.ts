import { EntitySchema } from 'typeorm';

/** The table `audit_checks`, equal to its migration. */
export const auditChecksTable: EntitySchema = new EntitySchema({
  name: 'audit_checks',
  tableName: 'audit_checks',
  columns: {
    id: { type: 'integer', primary: true, primaryKeyConstraintName: 'audit_checks_pkey' },
    checkedAt: { type: 'timestamptz', precision: 3, name: 'checked_at' },
    valid: { type: 'boolean' },
  },
  checks: [{ name: 'audit_checks_one_check', expression: 'id = 1' }],
});
