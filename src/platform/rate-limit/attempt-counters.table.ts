import { EntitySchema } from 'typeorm';

/** Failures under one key. The table is UNLOGGED: counters may be lost in a crash. */
export interface AttemptCounterRow {
  /** What it is counted on: a kind and an HMAC. */
  key: string;
  /** An HMAC of the account, where one is known, so that all of it can be forgotten; null for what was typed. */
  owner: string | null;
  /** Failures until `recentUntil`. */
  recent: number;
  recentUntil: Date;
  /** Failures until `forgottenAt`. */
  failures: number;
  forgottenAt: Date;
  /** Until when nothing is compared. */
  lockedUntil: Date | null;
}

const instant = { type: 'timestamptz', precision: 3 } as const;

/** The table `guess_counters`. */
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
