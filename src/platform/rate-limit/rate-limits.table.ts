import { EntitySchema } from 'typeorm';

/**
 * The amount used of one budget in the window that ends at `expire`. The table is UNLOGGED: counters may be
 * lost in a crash.
 */
export interface RateLimitCounterRow {
  key: string;
  points: number;
  /** Milliseconds since 1970. TypeORM reads a bigint as text. */
  expire: string | null;
}

export const rateLimitCountersTable: EntitySchema<RateLimitCounterRow> =
  new EntitySchema<RateLimitCounterRow>({
    name: 'rate_limits',
    tableName: 'rate_limits',
    columns: {
      key: { type: 'varchar', length: 255, primary: true, primaryKeyConstraintName: 'rate_limits_pkey' },
      points: { type: 'integer' },
      expire: { type: 'bigint', nullable: true },
    },
    indices: [{ name: 'rate_limits_by_expire', columns: ['expire'] }],
  });
