import { v7 as uuidv7 } from 'uuid';
import {
  addSeconds,
  type Clock,
  type EventActor,
  type Reader,
  refuseAll,
  runInBatches,
  type Transaction,
  type Transactions,
  type UserId,
} from '../../shared/index.js';
import { hashToken, opaqueTokenKind, tokenExpired, tokenInvalid } from '../tokens/index.js';
import { lockNotDeleted } from './lock-user.js';
import { type ReservedEmails, refuseTakenNames } from './name-lookup.js';
import { toUser, type User, type UserRecord } from './user.js';
import type { UserChanges } from './user-changes.js';
import { readUserFields, type UserFieldColumns } from './user-fields.js';
import type { UserRepository } from './user-repository.js';

/** A change of an address, which the holder of the previous one can undo. */
export interface EmailChangeRecord {
  readonly id: string;
  readonly userId: UserId;
  readonly previousEmail: string;
  readonly previousEmailKey: string;
  readonly undoTokenHash: Buffer;
  readonly changedAt: Date;
  readonly expiresAt: Date;
}

export interface EmailChangeRepository extends ReservedEmails {
  find(reader: Reader, undoTokenHash: Buffer): Promise<EmailChangeRecord | null>;
  insert(transaction: Transaction, record: EmailChangeRecord): Promise<void>;
  /** Removes the change and all later ones of its user. */
  removeSince(transaction: Transaction, record: EmailChangeRecord): Promise<void>;
  removeAll(transaction: Transaction, userId: UserId): Promise<void>;
  /** Removes changes that expired before this moment, and those of deleted users; at most `maxRows`. */
  removeOld(transaction: Transaction, before: Date, maxRows: number): Promise<number>;
}

/** An address that was changed. */
export interface ChangedEmail {
  readonly user: User;
  readonly previousEmail: string;
  /** For the holder of the previous address; null when it was never the user's, or is spelt differently. */
  readonly undoToken: string | null;
}

/** Proves and changes the addresses of users. */
export interface EmailChanges {
  /**
   * Marks the address of the user as verified, which then is theirs. Throws EMAIL_TAKEN when somebody else
   * proved it first.
   */
  verifyEmail(transaction: Transaction, id: UserId, actor: EventActor): Promise<User>;
  /**
   * Gives the user an address that they have proven. For three days the holder of the previous one can undo
   * it, and nobody else gets that address. Throws EMAIL_INVALID and EMAIL_TAKEN.
   */
  changeEmail(transaction: Transaction, id: UserId, email: string): Promise<ChangedEmail>;
  /**
   * Gives the user the previous address back, invalidates all their tokens, and ends their sessions and every
   * link that was sent since. Throws TOKEN_INVALID, also for a user who is disabled, TOKEN_EXPIRED, and
   * EMAIL_TAKEN.
   */
  undoEmailChange(transaction: Transaction, undoToken: string): Promise<User>;
  /** Removes old changes. */
  sweep(transactions: Transactions): Promise<void>;
}

export interface EmailChangesDependencies {
  readonly repository: UserRepository;
  readonly emailChanges: EmailChangeRepository;
  readonly changes: UserChanges;
  /** How long the token of an expired link is reported as expired. */
  readonly linkRetentionDays: number;
  readonly clock: Clock;
}

/** Three days: a weekend. */
const undoTtlSeconds = 3 * 86_400;
const undoTokens = opaqueTokenKind('undo');

export function createEmailChanges(dependencies: EmailChangesDependencies): EmailChanges {
  const { repository, emailChanges, changes, linkRetentionDays, clock } = dependencies;
  return {
    verifyEmail: async (transaction, id, actor) => {
      const record = await lockNotDeleted(repository, transaction, id);
      const patch = { emailVerified: true, verificationPending: false };
      await refuseTakenNames(dependencies, transaction, { ...record, ...patch }, clock.now());
      return changes.apply(transaction, record, patch, { type: 'user.email-verified', actor });
    },
    changeEmail: (transaction, id, email) => changeEmail(dependencies, transaction, id, email),
    undoEmailChange: (transaction, undoToken) => undoEmailChange(dependencies, transaction, undoToken),
    sweep: (transactions) => {
      const before = addSeconds(clock.now(), -linkRetentionDays * 86_400);
      return runInBatches(transactions, (transaction, maxRows) =>
        emailChanges.removeOld(transaction, before, maxRows),
      );
    },
  };
}

async function changeEmail(
  dependencies: EmailChangesDependencies,
  transaction: Transaction,
  id: UserId,
  text: string,
): Promise<ChangedEmail> {
  const { repository, emailChanges, changes, clock } = dependencies;
  const record = await lockNotDeleted(repository, transaction, id);
  const patch = { ...readAddress(text), emailVerified: true, verificationPending: false };
  await refuseTakenNames(dependencies, transaction, { ...record, ...patch }, clock.now());
  const description = { type: 'user.email-changed', actor: { type: 'USER', id } } as const;
  const user = await changes.apply(transaction, record, patch, description);
  // Nobody has proven the previous address of a user who signed up and did not verify it.
  const isUndoable = patch.emailKey !== record.emailKey && !record.verificationPending;
  if (!isUndoable) return { user, previousEmail: record.email, undoToken: null };
  const undoToken = undoTokens.generate();
  await emailChanges.insert(transaction, newChange(record, undoToken, clock.now()));
  return { user, previousEmail: record.email, undoToken };
}

function readAddress(email: string): Pick<UserFieldColumns, 'email' | 'emailKey'> {
  const { columns, refusals } = readUserFields({ email });
  refuseAll(refusals);
  const { email: address = '', emailKey = '' } = columns;
  return { email: address, emailKey };
}

function newChange(record: UserRecord, undoToken: string, now: Date): EmailChangeRecord {
  return {
    id: uuidv7(),
    userId: record.id,
    previousEmail: record.email,
    previousEmailKey: record.emailKey,
    undoTokenHash: hashToken(undoToken),
    changedAt: now,
    expiresAt: addSeconds(now, undoTtlSeconds),
  };
}

async function requireChange(
  { emailChanges, clock }: EmailChangesDependencies,
  reader: Reader,
  undoToken: string,
): Promise<EmailChangeRecord> {
  if (undoTokens.parseSecret(undoToken) === null) throw tokenInvalid();
  const change = await emailChanges.find(reader, hashToken(undoToken));
  if (change === null) throw tokenInvalid();
  if (change.expiresAt <= clock.now()) throw tokenExpired();
  return change;
}

async function undoEmailChange(
  dependencies: EmailChangesDependencies,
  transaction: Transaction,
  undoToken: string,
): Promise<User> {
  const { repository, emailChanges, changes, clock } = dependencies;
  const { userId } = await requireChange(dependencies, transaction, undoToken);
  const record = await repository.lock(transaction, userId);
  if (record === null || !isUsable(record, clock.now())) throw tokenInvalid();
  // Read again under the lock of the user: of two concurrent uses one succeeds.
  const change = await requireChange(dependencies, transaction, undoToken);
  const patch = {
    email: change.previousEmail,
    emailKey: change.previousEmailKey,
    emailVerified: true,
    verificationPending: false,
    securityEpoch: record.securityEpoch + 1,
  };
  await refuseTakenNames(dependencies, transaction, { ...record, ...patch }, clock.now());
  // The later ones were made by the person who had the account after this one.
  await emailChanges.removeSince(transaction, change);
  return changes.apply(transaction, record, patch, {
    type: 'user.email-change-undone',
    // The token is the only credential; its holder is not authenticated.
    actor: { type: 'ANONYMOUS' },
    endsSessions: true,
  });
}

function isUsable(record: UserRecord, now: Date): boolean {
  const { status } = toUser(record, now);
  return status !== 'DELETED' && status !== 'DISABLED';
}
