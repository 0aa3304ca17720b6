import { EntitySchema } from 'typeorm';

/**
 * The failures of one key. The table is UNLOGGED: counters may be lost in a crash.
 * It keeps its earlier name, guess_counters.
 */
export interface AttemptCounterRow {
  /** A prefix for the kind of subject, and an HMAC. */
  key: string;
  /** An HMAC of the account, by which all its counters can be deleted; null for counters of entered names. */
  owner: string | null;
  /** Failures until `recentUntil`. */
  recent: number;
  recentUntil: Date;
  /** Failures until `forgottenAt`. */
  failures: number;
  forgottenAt: Date;
  /** No password is compared until then. */
  lockedUntil: Date | null;
}

const instant = { type: 'timestamptz', precision: 3 } as const;

export const attemptCountersTable: EntitySchema<AttemptCounterRow> = new EntitySchema<AttemptCounterRow>({
  name: 'guess_counters',
  tableName: 'guess_counters',
  columns: {
    key: { type: 'text', primary: true, primaryKeyConstraintName: 'guess_counters_pkey' },
    owner: { type: 'text', nullable: true },
    recent: { type: 'integer' },
    recentUntil: { ...instant, name: 'recent_until' },
    failures: { type: 'integer' },
    forgottenAt: { ...instant, name: 'forgotten_at' },
    lockedUntil: { ...instant, name: 'locked_until', nullable: true },
  },
  indices: [
    { name: 'guess_counters_by_owner', columns: ['owner'], where: 'owner IS NOT NULL' },
    { name: 'guess_counters_by_forgotten_at', columns: ['forgottenAt'] },
  ],
});
