import type { Reader, Transaction } from '../../shared/index.js';

/** How many events of one kind one hour had. */
export interface HourlyCount {
  /** The start of the hour. */
  readonly hour: Date;
  readonly kind: 'signIns' | 'failures' | 'signUps' | 'refusals';
  /** The coordinate or route that was refused; null for the other kinds. */
  readonly coordinate: string | null;
  readonly count: number;
}

/** The last verification of the whole log. */
export interface AuditCheck {
  readonly checkedAt: Date;
  readonly valid: boolean;
}

/** Figures of the log. */
export interface AuditActivity {
  /** Counts the events from one instant (inclusive) to another, with an index on time. */
  countByHour(reader: Reader, from: Date, before: Date): Promise<readonly HourlyCount[]>;
  findLastCheck(reader: Reader): Promise<AuditCheck | null>;
  recordCheck(transaction: Transaction, check: AuditCheck): Promise<void>;
}
