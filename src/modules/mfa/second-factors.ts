import type { Reader, Transaction, UserId } from '../../shared/index.js';
import type {
  BeginChallenge,
  MfaMethod,
  ProofChallenge,
  SecondFactor,
  SecondFactorInput,
} from './second-factor.js';

/** What a challenge of a user needs. */
export interface PreparedChallenge {
  /** As of `methodsOf`. */
  readonly methods: readonly MfaMethod[];
  /** Begins a challenge for every method; returns the options of the one that has some, or null. */
  readonly begin: BeginChallenge;
}

/** The second factors of all users, whatever their kind. */
export interface SecondFactors {
  /** The methods that this server offers. */
  readonly methods: readonly MfaMethod[];
  /**
   * Returns the methods by which the user can prove a second factor, none for a user who has enrolled no
   * factor: recovery codes alone are none.
   */
  methodsOf(reader: Reader, userId: UserId): Promise<readonly MfaMethod[]>;
  /** Like `methodsOf`, for many users with the same number of statements. */
  methodsOfAll(
    reader: Reader,
    userIds: readonly UserId[],
  ): Promise<ReadonlyMap<UserId, readonly MfaMethod[]>>;
  /** Reads what a challenge needs, with the statements of `methodsOf` and in one round trip. */
  prepareChallenge(transaction: Transaction, userId: UserId): Promise<PreparedChallenge>;
  /**
   * Reads what the proof is compared with: as `prepareProof` of the factor. The result returns the RFC 8176
   * names that the proof adds to a session, or null for a wrong proof.
   */
  prepareProof(
    transaction: Transaction,
    challenge: ProofChallenge,
    method: MfaMethod,
    input: SecondFactorInput,
  ): Promise<() => Promise<readonly string[] | null>>;
  /** Prepares the proof and verifies it. The caller holds the lock of the user's row. */
  verify(
    transaction: Transaction,
    challenge: ProofChallenge,
    method: MfaMethod,
    input: SecondFactorInput,
  ): Promise<readonly string[] | null>;
  /** Removes the factors that the user has enrolled since then, and returns their methods. */
  removeSince(transaction: Transaction, userId: UserId, since: Date): Promise<readonly MfaMethod[]>;
  /** Removes all factors of a user, and returns the methods that the user had. */
  removeAll(transaction: Transaction, userId: UserId): Promise<readonly MfaMethod[]>;
}

/** Combines the factors. Recovery codes replace a factor that was lost, so they count only beside one. */
export function createSecondFactors(
  factors: readonly SecondFactor[],
  recoveryCodes: SecondFactor,
): SecondFactors {
  const all = [...factors, recoveryCodes];
  const factorOf = (method: MfaMethod): SecondFactor | undefined =>
    all.find((factor) => factor.method === method);
  const methodsOfAll: SecondFactors['methodsOfAll'] = async (reader, userIds) => {
    // Sent together.
    const users = await Promise.all(all.map((factor) => factor.findEnrolled(reader, userIds)));
    const enrolled = (userId: UserId) => all.filter((_, index) => users[index]?.has(userId));
    return new Map(userIds.map((userId) => [userId, provableMethods(enrolled(userId), recoveryCodes)]));
  };
  const methodsOf: SecondFactors['methodsOf'] = async (reader, userId) =>
    (await methodsOfAll(reader, [userId])).get(userId) ?? [];
  const prepareProof: SecondFactors['prepareProof'] = async (transaction, challenge, method, input) => {
    const factor = factorOf(method);
    const verify = await factor?.prepareProof(transaction, challenge, input);
    return async () => {
      if (factor === undefined || verify === undefined || !(await verify())) return null;
      return [...factor.authMethods, 'mfa'];
    };
  };
  return {
    methods: all.map(({ method }) => method),
    methodsOf,
    methodsOfAll,
    prepareChallenge: async (transaction, userId) => {
      // Sent together.
      const begins = await Promise.all(all.map((factor) => factor.prepareChallenge(transaction, userId)));
      const enrolled = all.filter((_, index) => begins[index] !== null);
      return {
        methods: provableMethods(enrolled, recoveryCodes),
        begin: (challengeId) =>
          begins.reduce<ReturnType<BeginChallenge>>(
            (options, begin) => options ?? begin?.(challengeId) ?? null,
            null,
          ),
      };
    },
    prepareProof,
    verify: async (...proof) => (await prepareProof(...proof))(),
    removeSince: async (transaction, userId, since) => {
      const removed: MfaMethod[] = [];
      for (const factor of all) {
        if (await factor.removeSince(transaction, userId, since)) removed.push(factor.method);
      }
      return removed;
    },
    removeAll: async (transaction, userId) => {
      const methods = await methodsOf(transaction, userId);
      for (const factor of all) await factor.removeAll(transaction, userId);
      return methods;
    },
  };
}

function provableMethods(enrolled: readonly SecondFactor[], backup: SecondFactor): readonly MfaMethod[] {
  return enrolled.some((factor) => factor !== backup) ? enrolled.map(({ method }) => method) : [];
}
