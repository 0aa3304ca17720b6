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

/** What a one-time token lets its holder do, once; a token of one purpose is worthless for another (RFC 8725 section 3.12). */
export type OneTimePurpose = 'SETUP' | 'INVITATION' | 'PASSWORD_RESET' | 'PASSWORD_CHANGE';

/** What a good token proves. `userId` is null for SETUP alone, whose user does not exist yet. */
export interface OneTimeTokenGrant {
  readonly purpose: OneTimePurpose;
  readonly userId: UserId | null;
}

/** A token to be made. */
export interface OneTimeTokenRequest extends OneTimeTokenGrant {
  readonly ttlSeconds: number;
  /** Who makes it: an administrator, the operator, or the server for somebody who has just proven something. */
  readonly actor: EventActor;
}

/** What is stored of a token: never its text. */
export interface OneTimeTokenRecord extends OneTimeTokenGrant {
  readonly tokenHash: Buffer;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly usedAt: Date | null;
}

/** Whose tokens are withdrawn: all of a user's, or all of a purpose. */
export type Withdrawal = { readonly userId: UserId } | { readonly purpose: OneTimePurpose };

/** Keeps one-time tokens. */
export interface OneTimeTokenRepository {
  /** Stores the token in place of the same user's unused one of the same purpose, two at once included. */
  replace(transaction: Transaction, record: OneTimeTokenRecord): Promise<void>;
  find(reader: Reader, tokenHash: Buffer): Promise<OneTimeTokenRecord | null>;
  /** Finds and holds the row until the transaction ends, so that of two who come with one token the second sees it used. */
  lock(transaction: Transaction, tokenHash: Buffer): Promise<OneTimeTokenRecord | null>;
  markUsed(transaction: Transaction, tokenHash: Buffer, usedAt: Date): Promise<void>;
  removeUnused(transaction: Transaction, withdrawal: Withdrawal): Promise<void>;
  /** Removes tokens whose time was over before this moment, used or not; at most so many, passing over those that somebody holds. */
  removeExpired(transaction: Transaction, before: Date, maxRows: number): Promise<number>;
}

/** Issues and redeems the tokens of links: setup, invitation, password reset, forced password change. */
export interface OneTimeTokens {
  /** Makes a token and tells user.link-issued; the user's older one of that purpose is worthless from now on. */
  issue(transaction: Transaction, issue: OneTimeTokenRequest): Promise<string>;
  /** Tells what the token is good for, without using it up. Refuses: TOKEN_INVALID, TOKEN_EXPIRED. */
  peek(reader: Reader, token: string, purposes: readonly OneTimePurpose[]): Promise<OneTimeTokenGrant>;
  /** Uses the token up when the transaction commits: of two at once one succeeds. Refuses: TOKEN_INVALID, TOKEN_EXPIRED. */
  redeem(
    transaction: Transaction,
    token: string,
    purposes: readonly OneTimePurpose[],
  ): Promise<OneTimeTokenGrant>;
  /** Makes every unused token of the user, or of the purpose, worthless. */
  withdraw(transaction: Transaction, withdrawal: Withdrawal): Promise<void>;
  /** Forgets tokens long over. */
  sweep(transactions: Transactions): Promise<void>;
}

/** For a month the holder of an old link is told that it has expired; later, that it is not valid. */
const retentionSeconds = 30 * 86_400;

const kinds: Readonly<Record<OneTimePurpose, OpaqueTokenKind>> = {
  SETUP: opaqueTokenKind('setup'),
  INVITATION: opaqueTokenKind('invite'),
  PASSWORD_RESET: opaqueTokenKind('reset'),
  PASSWORD_CHANGE: opaqueTokenKind('change'),
};

/** Makes the one-time tokens' service. */
export function createOneTimeTokens(dependencies: {
  readonly repository: OneTimeTokenRepository;
  readonly events: EventPublisher;
  readonly clock: Clock;
}): OneTimeTokens {
  const { repository, events, clock } = dependencies;
  return {
    issue: async (transaction, { purpose, userId, ttlSeconds, actor }) => {
      const token = kinds[purpose].make();
      const createdAt = clock.now();
      const expiresAt = addSeconds(createdAt, ttlSeconds);
      const tokenHash = hashToken(token);
      await repository.replace(transaction, {
        purpose,
        userId,
        tokenHash,
        createdAt,
        expiresAt,
        usedAt: null,
      });
      await events.publish(transaction, {
        type: 'user.link-issued',
        occurredAt: createdAt,
        actor,
        subjectId: userId,
        changes: {
          purpose: { from: null, to: purpose },
          expiresAt: { from: null, to: expiresAt.toISOString() },
        },
      });
      return token;
    },
    peek: async (reader, token, purposes) => {
      const purpose = purposeOf(token, purposes);
      return verifyRecord(await repository.find(reader, hashToken(token)), purpose, clock.now());
    },
    redeem: async (transaction, token, purposes) => {
      const purpose = purposeOf(token, purposes);
      const tokenHash = hashToken(token);
      const now = clock.now();
      const grant = verifyRecord(await repository.lock(transaction, tokenHash), purpose, now);
      await repository.markUsed(transaction, tokenHash, now);
      return grant;
    },
    withdraw: (transaction, withdrawal) => repository.removeUnused(transaction, withdrawal),
    sweep: (transactions) => {
      const before = addSeconds(clock.now(), -retentionSeconds);
      return runInBatches(transactions, (transaction, most) =>
        repository.removeExpired(transaction, before, most),
      );
    },
  };
}

/** The purpose that the token's own text names, when it is one of those allowed here. */
function purposeOf(token: string, purposes: readonly OneTimePurpose[]): OneTimePurpose {
  const purpose = purposes.find((candidate) => kinds[candidate].parseSecret(token) !== null);
  if (purpose === undefined) throw tokenInvalid();
  return purpose;
}

function verifyRecord(
  record: OneTimeTokenRecord | null,
  purpose: OneTimePurpose,
  now: Date,
): OneTimeTokenGrant {
  if (record === null || record.purpose !== purpose || record.usedAt !== null) throw tokenInvalid();
  if (record.expiresAt <= now) throw tokenExpired();
  return { purpose: record.purpose, userId: record.userId };
}
