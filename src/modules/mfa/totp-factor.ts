import type { Clock, Reader, Sealing, Transaction, UserId } from '../../shared/index.js';
import type { SecondFactor } from './second-factor.js';
import { findTotpStep } from './totp.js';

/** A stored secret of an authenticator app; `lastUsedStep` is null while the enrolment is not confirmed. */
export interface TotpFactorRecord {
  readonly id: string;
  readonly userId: UserId;
  readonly sealedSecret: Buffer;
  readonly expiresAt: Date;
  readonly lastUsedStep: number | null;
}

export interface TotpRepository {
  findEnrolled(reader: Reader, userIds: readonly UserId[]): Promise<ReadonlySet<UserId>>;
  findConfirmed(transaction: Transaction, userId: UserId): Promise<TotpFactorRecord | null>;
  findPending(transaction: Transaction, userId: UserId): Promise<TotpFactorRecord | null>;
  /** Stores an enrolment instead of the user's earlier one. */
  replacePending(transaction: Transaction, factor: Omit<TotpFactorRecord, 'lastUsedStep'>): Promise<void>;
  confirm(transaction: Transaction, id: string, confirmedAt: Date, step: number): Promise<void>;
  /** Sends the step, without waiting for the result. */
  useStep(transaction: Transaction, id: string, step: number): void;
  /** Removes the factor if it was confirmed since then, and returns whether it was. */
  removeConfirmedSince(transaction: Transaction, userId: UserId, since: Date): Promise<boolean>;
  /** Removes the factor and an enrolment in progress. */
  removeOfUser(transaction: Transaction, userId: UserId): Promise<void>;
  removeExpired(transaction: Transaction, before: Date, maxRows: number): Promise<number>;
}

export interface TotpFactorDependencies {
  readonly repository: TotpRepository;
  readonly sealing: Sealing;
  readonly clock: Clock;
}

/** Codes of an authenticator app. */
export function createTotpFactor(dependencies: TotpFactorDependencies): SecondFactor {
  const { repository, clock } = dependencies;
  return {
    method: 'TOTP',
    authMethods: ['otp'],
    findEnrolled: (reader, userIds) => repository.findEnrolled(reader, userIds),
    prepareChallenge: async (transaction, userId) => {
      const enrolled = await repository.findEnrolled(transaction, [userId]);
      return enrolled.has(userId) ? () => null : null;
    },
    prepareProof: async (transaction, { userId }, { code }) => {
      const factor = await repository.findConfirmed(transaction, userId);
      return async () => {
        if (factor === null) return false;
        const secret = openTotpSecret(dependencies, factor);
        const step = findTotpStep(secret, code, clock.now(), factor.lastUsedStep);
        if (step !== null) repository.useStep(transaction, factor.id, step);
        return step !== null;
      };
    },
    removeSince: (transaction, userId, since) => repository.removeConfirmedSince(transaction, userId, since),
    removeAll: (transaction, userId) => repository.removeOfUser(transaction, userId),
  };
}

/** Names the row, so that a secret cannot be moved to another user. */
export function totpSealingContext({ id, userId }: Pick<TotpFactorRecord, 'id' | 'userId'>): string {
  return `totp_factors:${id}:${userId}`;
}

/** Throws a plain Error for a secret that was changed in the database: it verifies nothing. */
export function openTotpSecret(
  { sealing }: Pick<TotpFactorDependencies, 'sealing'>,
  factor: TotpFactorRecord,
): Buffer {
  const secret = sealing.open(factor.sealedSecret, totpSealingContext(factor));
  if (secret === null) throw new Error('a secret in totp_factors cannot be opened');
  return secret;
}
