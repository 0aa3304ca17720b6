import { EntitySchema } from 'typeorm';
import type { IdempotencyRecord } from './idempotency.js';

export const idempotencyKeysTable: EntitySchema<IdempotencyRecord> = new EntitySchema<IdempotencyRecord>({
  name: 'idempotency_keys',
  tableName: 'idempotency_keys',
  columns: {
    actorId: {
      type: 'uuid',
      primary: true,
      name: 'actor_id',
      primaryKeyConstraintName: 'idempotency_keys_pkey',
    },
    operation: { type: 'text', primary: true, primaryKeyConstraintName: 'idempotency_keys_pkey' },
    key: { type: 'text', primary: true, primaryKeyConstraintName: 'idempotency_keys_pkey' },
    fingerprint: { type: 'bytea' },
    resourceId: { type: 'uuid', name: 'resource_id' },
    createdAt: { type: 'timestamptz', precision: 3, name: 'created_at' },
  },
  indices: [{ name: 'idempotency_keys_by_created_at', columns: ['createdAt'] }],
});
