import { timingSafeEqual } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { networkOf } from '../../platform/rate-limit/index.js';
import {
  addSeconds,
  type ClientInfo,
  type Clock,
  type EventPublisher,
  type KeyedHash,
  type Reader,
  runInBatches,
  type Transaction,
  type Transactions,
  type UserId,
} from '../../shared/index.js';
import { hashToken, opaqueTokenKind } from '../tokens/index.js';
import { challengeExpired, notEnrolled } from './mfa-errors.js';
import type { MfaMethod, SecondFactorInput } from './second-factor.js';
import type { PreparedChallenge, SecondFactors } from './second-factors.js';

/** A login whose password was right, and what it was right for. */
export interface ChallengedLogin {
  readonly userId: UserId;
  readonly securityEpoch: number;
  readonly passwordChangedAt: Date;
  /** The requested scopes; null when not narrowed. */
  readonly scope: readonly string[] | null;
  readonly deviceName: string | null;
}

/** A stored challenge, without the secret that the client holds. */
export interface ChallengeRecord extends ChallengedLogin {
  readonly id: string;
  readonly tokenHash: Buffer;
  /** The network and the user agent of the client that sent the password. */
  readonly clientHash: Buffer;
  readonly failures: number;
  readonly expiresAt: Date;
}

/** What the client gets instead of tokens; MfaChallenge in the schema. */
export interface IssuedChallenge {
  /** The secret of the challenge. */
  readonly id: string;
  readonly methods: readonly MfaMethod[];
  readonly expiresAt: Date;
  readonly passkeyOptions: Readonly<Record<string, unknown>> | null;
}

/** A challenge that was open when it was read. */
export interface OpenChallenge extends ChallengedLogin {
  readonly id: string;
}

/** An attempt to answer a challenge. */
export interface ChallengeAnswer extends SecondFactorInput {
  readonly challengeId: string;
  readonly method: MfaMethod;
}

/**
 * Verifies the answer and uses the challenge up. Returns the RFC 8176 names of the proof; for a wrong answer
 * counts the failure and returns null, so that the count is committed. Called at most once, by the holder of
 * the lock of the user's row, who has checked that the login is still what the user and the password are.
 * Throws MFA_CHALLENGE_EXPIRED, and MFA_NOT_ENROLLED for a method that the user does not have.
 */
export type VerifyAnswer = () => Promise<readonly string[] | null>;

export interface ChallengeRepository {
  /** Sends the row, without waiting for the result. */
  insert(transaction: Transaction, challenge: ChallengeRecord): void;
  find(reader: Reader, tokenHash: Buffer): Promise<ChallengeRecord | null>;
  /** Finds and locks the row until the transaction ends. */
  lock(transaction: Transaction, tokenHash: Buffer): Promise<ChallengeRecord | null>;
  /** Sends the count, without waiting for the result. */
  countFailure(transaction: Transaction, id: string): void;
  /** Sends the removal, without waiting for the result. */
  remove(transaction: Transaction, id: string): void;
  removeOfUser(transaction: Transaction, userId: UserId): Promise<void>;
  removeExpired(transaction: Transaction, before: Date, maxRows: number): Promise<number>;
}

/** The challenges of logins that wait for a second factor. A challenge grants nothing by itself. */
export interface Challenges {
  /**
   * Returns a challenge for a user with a second factor, and null for any other. `prepared` is what has been
   * read since the lock of the user's row was acquired.
   */
  issue(
    transaction: Transaction,
    login: ChallengedLogin,
    client: ClientInfo,
    prepared?: PreparedChallenge,
  ): Promise<IssuedChallenge | null>;
  /** Returns an open challenge of this client. Throws MFA_CHALLENGE_EXPIRED. */
  find(reader: Reader, challengeId: string, client: ClientInfo): Promise<OpenChallenge>;
  /**
   * Locks the challenge and reads what its answer is compared with. The statements follow that of the lock of
   * the user's row, which the caller has sent.
   */
  prepareAnswer(
    transaction: Transaction,
    found: OpenChallenge,
    answer: ChallengeAnswer,
    client: ClientInfo,
  ): Promise<VerifyAnswer>;
  /** Withdraws all challenges of a user. */
  withdraw(transaction: Transaction, userId: UserId): Promise<void>;
  /** Removes expired challenges. */
  sweep(transactions: Transactions): Promise<void>;
}

const ttlSeconds = 5 * 60;
const maxFailures = 5;
const challengeTokens = opaqueTokenKind('mfa');

export function createChallenges(dependencies: {
  readonly repository: ChallengeRepository;
  readonly secondFactors: SecondFactors;
  /** Its key is secret, and the same on all instances. */
  readonly keyedHash: KeyedHash;
  readonly events: EventPublisher;
  readonly clock: Clock;
}): Challenges {
  const { repository, secondFactors, keyedHash, events, clock } = dependencies;
  const hashClient = ({ ipAddress, userAgent }: ClientInfo): Buffer =>
    keyedHash(JSON.stringify([networkOf(ipAddress), userAgent]));
  const requireOpen = (challenge: ChallengeRecord | null, client: ClientInfo): ChallengeRecord => {
    if (challenge === null || challenge.failures >= maxFailures) throw challengeExpired();
    if (challenge.expiresAt <= clock.now()) throw challengeExpired();
    if (!timingSafeEqual(challenge.clientHash, hashClient(client))) throw challengeExpired();
    return challenge;
  };
  return {
    issue: async (transaction, login, client, known) => {
      const { methods, begin } = known ?? (await secondFactors.prepareChallenge(transaction, login.userId));
      if (methods.length === 0) return null;
      const token = challengeTokens.generate();
      const id = uuidv7();
      const expiresAt = addSeconds(clock.now(), ttlSeconds);
      repository.insert(transaction, {
        ...login,
        id,
        tokenHash: hashToken(token),
        clientHash: hashClient(client),
        failures: 0,
        expiresAt,
      });
      await events.publishEvent(transaction, {
        type: 'mfa.challenged',
        occurredAt: clock.now(),
        // The password was right, so the user is the actor.
        actor: { type: 'USER', id: login.userId },
        subjectId: login.userId,
      });
      return { id: token, methods, expiresAt, passkeyOptions: begin(id) };
    },
    find: async (reader, challengeId, client) => {
      const isToken = challengeTokens.parseSecret(challengeId) !== null;
      return requireOpen(isToken ? await repository.find(reader, hashToken(challengeId)) : null, client);
    },
    prepareAnswer: async (transaction, found, { challengeId, method, ...input }, client) => {
      // Sent together.
      const [locked, methods, verifyProof] = await Promise.all([
        repository.lock(transaction, hashToken(challengeId)),
        secondFactors.methodsOf(transaction, found.userId),
        secondFactors.prepareProof(transaction, found, method, input),
      ]);
      return async () => {
        const { id } = requireOpen(locked, client);
        if (methods.length === 0) throw challengeExpired();
        if (!methods.includes(method)) throw notEnrolled(['input', 'method']);
        const authMethods = await verifyProof();
        if (authMethods === null) repository.countFailure(transaction, id);
        else repository.remove(transaction, id);
        return authMethods;
      };
    },
    withdraw: (transaction, userId) => repository.removeOfUser(transaction, userId),
    sweep: (transactions) =>
      runInBatches(transactions, (transaction, maxRows) =>
        repository.removeExpired(transaction, clock.now(), maxRows),
      ),
  };
}
