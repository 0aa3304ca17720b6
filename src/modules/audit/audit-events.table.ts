import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';

const text: EntitySchemaColumnOptions = { type: 'text' };
const optional = { nullable: true } as const;

/**
 * The table `audit_events`, equal to its migration. It is append-only: triggers reject every other statement,
 * except for the removal of entries up to a checkpoint.
 */
export const auditEventsTable: EntitySchema = new EntitySchema({
  name: 'audit_events',
  tableName: 'audit_events',
  columns: {
    sequence: { type: 'bigint', primary: true, primaryKeyConstraintName: 'audit_events_pkey' },
    id: { type: 'uuid' },
    occurredAt: { type: 'timestamptz', precision: 3, name: 'occurred_at' },
    action: text,
    outcome: text,
    reason: { ...text, ...optional },
    actorType: { ...text, name: 'actor_type' },
    actorId: { type: 'uuid', ...optional, name: 'actor_id' },
    subjectId: { type: 'uuid', ...optional, name: 'subject_id' },
    resourceType: { ...text, ...optional, name: 'resource_type' },
    resourceId: { ...text, ...optional, name: 'resource_id' },
    ipAddress: { ...text, ...optional, name: 'ip_address' },
    userAgent: { ...text, ...optional, name: 'user_agent' },
    requestId: { ...text, name: 'request_id' },
    changes: { ...text, ...optional },
    hash: { type: 'bytea' },
    originDigest: { type: 'bytea', ...optional, name: 'origin_digest' },
    detailsDigest: { type: 'bytea', ...optional, name: 'details_digest' },
  },
  checks: [
    { name: 'audit_events_sequence_check', expression: 'sequence > 0' },
    { name: 'audit_events_outcome_check', expression: `outcome IN ('SUCCESS', 'FAILURE', 'DENIED')` },
    {
      name: 'audit_events_actor_type_check',
      expression: `actor_type IN ('USER', 'SYSTEM', 'CLI', 'ANONYMOUS')`,
    },
    { name: 'audit_events_actor_check', expression: `(actor_type = 'USER') = (actor_id IS NOT NULL)` },
  ],
  indices: [
    { name: 'audit_events_by_action', columns: ['action', 'sequence'] },
    { name: 'audit_events_by_outcome', columns: ['outcome', 'sequence'], where: `outcome <> 'SUCCESS'` },
    { name: 'audit_events_by_address', columns: ['ipAddress', 'sequence'], where: 'ip_address IS NOT NULL' },
    { name: 'audit_events_by_time', columns: ['occurredAt', 'sequence'] },
    // TypeORM cannot express included columns; these indexes exist only in the migrations.
    { name: 'audit_events_by_actor', synchronize: false },
    { name: 'audit_events_by_subject', synchronize: false },
  ],
});
