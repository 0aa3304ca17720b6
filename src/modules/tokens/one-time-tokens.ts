import {
  addSeconds,
  type Clock,
  type EventActor,
  type EventPublisher,
  type Reader,
  runInBatches,
  type Transaction,
  type Transactions,
  type UserId,
} from '../../shared/index.js';
import { hashToken, type OpaqueTokenKind, opaqueTokenKind } from './opaque-token.js';
import { tokenExpired, tokenInvalid } from './tokens-errors.js';

/** All purposes. A token of one purpose is invalid for another (RFC 8725 section 3.12). */
export const oneTimePurposes = [
  'SETUP',
  'INVITATION',
  // Sent to the mailbox of the user and shown to nobody else, so that its use proves the address.
  'MAILED_INVITATION',
  'PASSWORD_RESET',
  'MAILED_PASSWORD_RESET',
  'PASSWORD_CHANGE',
  'EMAIL_VERIFICATION',
  // Sent to the new address.
  'EMAIL_CHANGE',
] as const;

/** What a one-time token may be used for. */
export type OneTimePurpose = (typeof oneTimePurposes)[number];

/** What a valid token grants. `userId` is null only for SETUP, whose user does not exist yet. */
export interface OneTimeTokenGrant {
  readonly purpose: OneTimePurpose;
  readonly userId: UserId | null;
  /** The new address of EMAIL_CHANGE; null for every other purpose. */
  readonly newEmail: string | null;
}

/** What a new token grants, for how long, and who requests it. */
export interface OneTimeTokenRequest {
  readonly purpose: OneTimePurpose;
  readonly userId: UserId | null;
  /** With EMAIL_CHANGE only. */
  readonly newEmail?: string | null;
  readonly ttlSeconds: number;
  /** Who requests it: an administrator, the operator, or the server for a user. */
  readonly actor: EventActor;
}

/** Why a requested link was not issued, for the audit log. */
export type LinkRefusal = 'UNKNOWN_ADDRESS' | 'ACCOUNT_DISABLED' | 'ALREADY_VERIFIED' | 'NOT_VERIFIED';

/** A stored token, without its text. */
export interface OneTimeTokenRecord extends OneTimeTokenGrant {
  readonly tokenHash: Buffer;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly usedAt: Date | null;
}

/** A stored token as it is found. */
export interface FoundOneTimeToken extends OneTimeTokenRecord {
  /** False when the address, the role, the security epoch or the disabled state of the user has changed. */
  readonly isBound: boolean;
}

/** The tokens to withdraw: all of a user, or all of a purpose. */
export type Withdrawal = { readonly userId: UserId } | { readonly purpose: OneTimePurpose };

export interface OneTimeTokenRepository {
  /**
   * Stores the token, bound to the present state of its user, and replaces the user's unused one of the same
   * purpose, also under concurrency.
   */
  replace(transaction: Transaction, record: OneTimeTokenRecord): Promise<void>;
  /** The statement of `replace`, without any effect. */
  replaceNothing(transaction: Transaction, record: OneTimeTokenRecord): Promise<void>;
  find(reader: Reader, tokenHash: Buffer): Promise<FoundOneTimeToken | null>;
  /** Finds and locks the row until the transaction ends, so that only one of two concurrent uses succeeds. */
  lock(transaction: Transaction, tokenHash: Buffer): Promise<FoundOneTimeToken | null>;
  markUsed(transaction: Transaction, tokenHash: Buffer, usedAt: Date): Promise<void>;
  removeUnused(transaction: Transaction, withdrawal: Withdrawal): Promise<void>;
  /** Removes tokens that expired before this moment, used or not; at most `maxRows`, skipping locked rows. */
  removeExpired(transaction: Transaction, before: Date, maxRows: number): Promise<number>;
}

/**
 * Issues and redeems the tokens of links: setup, invitation, password reset, forced password change, and the
 * verification and change of the email address. A token
 * is bound to its purpose and to the address, the role, the security epoch and the disabled state of its
 * user: a change of one of these invalidates it.
 */
export interface OneTimeTokens {
  /**
   * Returns a new token and emits user.link-issued. The user's older token of that purpose becomes invalid.
   */
  issue(transaction: Transaction, issue: OneTimeTokenRequest): Promise<string>;
  /**
   * Like issue, for a caller who is not authenticated and must not learn whether there is such a user: with a
   * refusal it stores nothing and emits the event with that reason, by the same statements.
   */
  issueUnlessRefused(
    transaction: Transaction,
    issue: OneTimeTokenRequest,
    refusal: LinkRefusal | null,
  ): Promise<string>;
  /** Returns what the token grants without using it. Throws TOKEN_INVALID and TOKEN_EXPIRED. */
  peek(reader: Reader, token: string, purposes: readonly OneTimePurpose[]): Promise<OneTimeTokenGrant>;
  /**
   * Uses the token; of two concurrent uses one succeeds. The caller has locked the user. Throws TOKEN_INVALID
   * and TOKEN_EXPIRED.
   */
  redeem(
    transaction: Transaction,
    token: string,
    purposes: readonly OneTimePurpose[],
  ): Promise<OneTimeTokenGrant>;
  /** Invalidates every unused token of the user or of the purpose. */
  withdraw(transaction: Transaction, withdrawal: Withdrawal): Promise<void>;
  /** Removes tokens that expired long ago. */
  sweep(transactions: Transactions): Promise<void>;
}

const kinds: Readonly<Record<OneTimePurpose, OpaqueTokenKind>> = {
  SETUP: opaqueTokenKind('setup'),
  INVITATION: opaqueTokenKind('invite'),
  // A mailed link opens the same page.
  MAILED_INVITATION: opaqueTokenKind('invite'),
  PASSWORD_RESET: opaqueTokenKind('reset'),
  MAILED_PASSWORD_RESET: opaqueTokenKind('reset'),
  PASSWORD_CHANGE: opaqueTokenKind('change'),
  EMAIL_VERIFICATION: opaqueTokenKind('verify'),
  EMAIL_CHANGE: opaqueTokenKind('email'),
};

export function createOneTimeTokens(dependencies: {
  readonly repository: OneTimeTokenRepository;
  readonly events: EventPublisher;
  /** How long an expired token is reported as expired; afterwards it is reported as invalid. */
  readonly retentionDays: number;
  readonly clock: Clock;
}): OneTimeTokens {
  const { repository, events, retentionDays, clock } = dependencies;

  async function issue(
    transaction: Transaction,
    { purpose, userId, newEmail = null, ttlSeconds, actor }: OneTimeTokenRequest,
    refusal: LinkRefusal | null,
  ): Promise<string> {
    const token = kinds[purpose].generate();
    const createdAt = clock.now();
    const expiresAt = addSeconds(createdAt, ttlSeconds);
    const tokenHash = hashToken(token);
    const record = { purpose, userId, newEmail, tokenHash, createdAt, expiresAt, usedAt: null };
    await (refusal === null ? repository.replace : repository.replaceNothing)(transaction, record);
    await events.publishEvent(transaction, {
      type: 'user.link-issued',
      occurredAt: createdAt,
      actor,
      subjectId: userId,
      changes: {
        purpose: { from: null, to: purpose },
        expiresAt: { from: null, to: expiresAt.toISOString() },
      },
      ...(refusal === null ? {} : { outcome: 'FAILURE', reason: refusal }),
    });
    return token;
  }

  return {
    issue: (transaction, request) => issue(transaction, request, null),
    issueUnlessRefused: issue,
    peek: async (reader, token, purposes) => {
      const possible = possiblePurposes(token, purposes);
      return verifyRecord(await repository.find(reader, hashToken(token)), possible, clock.now());
    },
    redeem: async (transaction, token, purposes) => {
      const possible = possiblePurposes(token, purposes);
      const tokenHash = hashToken(token);
      const now = clock.now();
      const grant = verifyRecord(await repository.lock(transaction, tokenHash), possible, now);
      await repository.markUsed(transaction, tokenHash, now);
      return grant;
    },
    withdraw: (transaction, withdrawal) => repository.removeUnused(transaction, withdrawal),
    sweep: (transactions) => {
      const before = addSeconds(clock.now(), -retentionDays * 86_400);
      return runInBatches(transactions, (transaction, maxRows) =>
        repository.removeExpired(transaction, before, maxRows),
      );
    },
  };
}

/** Returns the allowed purposes that the token's prefix names. Throws TOKEN_INVALID when there is none. */
function possiblePurposes(token: string, purposes: readonly OneTimePurpose[]): readonly OneTimePurpose[] {
  const possible = purposes.filter((candidate) => kinds[candidate].parseSecret(token) !== null);
  if (possible.length === 0) throw tokenInvalid();
  return possible;
}

function verifyRecord(
  record: FoundOneTimeToken | null,
  possible: readonly OneTimePurpose[],
  now: Date,
): OneTimeTokenGrant {
  if (record === null || !possible.includes(record.purpose) || record.usedAt !== null) throw tokenInvalid();
  if (!record.isBound) throw tokenInvalid();
  if (record.expiresAt <= now) throw tokenExpired();
  return { purpose: record.purpose, userId: record.userId, newEmail: record.newEmail };
}
