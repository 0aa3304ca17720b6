import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';

const optionalText: EntitySchemaColumnOptions = { type: 'text', nullable: true };
const primaryKeyConstraintName = 'audit_personal_pkey';

/** The table `audit_personal`, equal to its migration: the parts of entries that can be erased. */
export const auditPersonalTable: EntitySchema = new EntitySchema({
  name: 'audit_personal',
  tableName: 'audit_personal',
  columns: {
    entryId: { type: 'uuid', primary: true, primaryKeyConstraintName, name: 'entry_id' },
    part: { type: 'text', primary: true, primaryKeyConstraintName },
    // Orders the index of addresses. Not the key: a log that was cut from outside repeats sequence numbers.
    sequence: { type: 'bigint' },
    key: { type: 'bytea' },
    ipAddress: { ...optionalText, name: 'ip_address' },
    userAgent: { ...optionalText, name: 'user_agent' },
    reason: optionalText,
    changes: optionalText,
  },
  checks: [{ name: 'audit_personal_part_check', expression: `part IN ('origin', 'details')` }],
  indices: [
    {
      name: 'audit_personal_by_address',
      columns: ['ipAddress', 'sequence'],
      where: 'ip_address IS NOT NULL',
    },
  ],
});
