import type { Reader, Transaction, UserId } from '../../shared/index.js';

/** A mail in the outbox, sealed. */
export interface StoredMail {
  readonly id: string;
  readonly template: string;
  readonly userId: UserId | null;
  readonly sealed: Buffer;
  /** How often it was claimed. */
  readonly attempts: number;
  readonly createdAt: Date;
}

/** A claim on mails that are due. */
export interface MailClaim {
  readonly now: Date;
  /** Until then, no other sender claims these mails. */
  readonly leaseEnd: Date;
  readonly maxMails: number;
}

export interface OutboxRepository {
  /** Stores a mail that is due immediately, without waiting for it; wakes the senders after the commit. */
  add(transaction: Transaction, mail: Omit<StoredMail, 'attempts'>): void;
  /** Lets the commit wait for work that was started in the transaction. */
  awaitBeforeCommit(transaction: Transaction, work: Promise<void>): void;
  /** Claims mails that are due, the longest due first, and counts an attempt. Skips locked rows. */
  claim(transaction: Transaction, claim: MailClaim): Promise<readonly StoredMail[]>;
  /** Removes a mail with its content. Returns false when it was gone already. */
  remove(transaction: Transaction, id: string): Promise<boolean>;
  /** Removes the mails to a user. */
  removeOf(transaction: Transaction, userId: UserId): Promise<void>;
  /** Sets the time of the next attempt, unless the mail was claimed again in the meantime. */
  postpone(transaction: Transaction, mail: Pick<StoredMail, 'id' | 'attempts'>, dueAt: Date): Promise<void>;
  count(reader: Reader): Promise<number>;
}
