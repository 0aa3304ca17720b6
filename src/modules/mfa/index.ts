/**
 * Second factors: their enrolment, their verification, and the challenges of logins that wait for one. A
 * login starts its session in the module login; this module never starts one and never sees a password.
 */

import type { EntitySchema } from 'typeorm';
import type { LoginThrottle } from '../../platform/rate-limit/index.js';
import type { Clock, EventPublisher, KeyedHash, Module, Sealing } from '../../shared/index.js';
import { type ActorTransactions, cordonRoles, type Roles } from '../access/index.js';
import type { Sessions } from '../sessions/index.js';
import type { Users } from '../users/index.js';
import { type Challenges, createChallenges } from './challenges.js';
import { challengesTable } from './challenges.table.js';
import { typeormChallengeRepository } from './challenges.typeorm.js';
import { followFactorChanges } from './factor-changes.js';
import { createMfaResolvers } from './mfa.resolvers.js';
import { findPersonalFactors } from './personal-data.typeorm.js';
import { createRecoveryCodes } from './recovery-codes.js';
import { recoveryCodesTable } from './recovery-codes.table.js';
import { typeormRecoveryCodeRepository } from './recovery-codes.typeorm.js';
import { createResetMfa } from './reset-mfa.js';
import type { SecondFactor } from './second-factor.js';
import { createSecondFactors, type SecondFactors } from './second-factors.js';
import { createTotpEnrollments } from './totp-enrollment.js';
import { createTotpFactor } from './totp-factor.js';
import { totpFactorsTable } from './totp-factors.table.js';
import { typeormTotpRepository } from './totp-factors.typeorm.js';

export { asOwner, type OwnerDependencies } from './as-owner.js';
export type {
  ChallengeAnswer,
  ChallengedLogin,
  Challenges,
  IssuedChallenge,
  OpenChallenge,
} from './challenges.js';
export { challengeExpired, codeInvalid, codeRequired, notEnrolled } from './mfa-errors.js';
export type {
  BeginChallenge,
  MfaMethod,
  ProofChallenge,
  SecondFactor,
  SecondFactorInput,
} from './second-factor.js';
export type { PreparedChallenge, SecondFactors } from './second-factors.js';

/** What the module depends on. */
export interface MfaModuleDependencies {
  /** Default: the roles of Cordon. */
  readonly roles?: Roles;
  readonly transactions: ActorTransactions;
  readonly users: Users;
  readonly sessions: Sessions;
  /** The factors of other modules. */
  readonly factors?: readonly SecondFactor[];
  readonly loginThrottle: Pick<LoginThrottle, 'chargeAttempt'>;
  /** Returns the hash of a purpose; its key is secret, and the same on all instances. */
  readonly keyedHash: (purpose: string) => KeyedHash;
  readonly sealing: Sealing;
  readonly events: EventPublisher;
  readonly clock: Clock;
  /** The `iss` of tokens; authenticator apps show its host. */
  readonly issuer: string;
}

/** The module and its services. */
export interface MfaModule extends Module {
  readonly secondFactors: SecondFactors;
  readonly challenges: Challenges;
}

/** The tables of this module. */
export const mfaTables: readonly EntitySchema[] = [challengesTable, totpFactorsTable, recoveryCodesTable];

/** Builds the module without any I/O. */
export function createMfaModule(dependencies: MfaModuleDependencies): MfaModule {
  const { roles = cordonRoles, transactions, keyedHash, factors = [], issuer } = dependencies;
  const recoveryCodes = createRecoveryCodes({
    ...dependencies,
    repository: typeormRecoveryCodeRepository,
    keyedHash: keyedHash('recovery-codes'),
  });
  const totpDependencies = { ...dependencies, repository: typeormTotpRepository };
  const totp = createTotpFactor(totpDependencies);
  const secondFactors = createSecondFactors([totp, ...factors], recoveryCodes);
  const challenges = createChallenges({
    ...dependencies,
    repository: typeormChallengeRepository,
    secondFactors,
    keyedHash: keyedHash('mfa-challenges'),
  });
  const totpEnrollments = createTotpEnrollments({
    ...totpDependencies,
    secondFactors,
    totp,
    recoveryCodes,
    issuerName: new URL(issuer).host,
  });
  const resetMfa = createResetMfa({ ...dependencies, roles, secondFactors });
  return {
    name: 'mfa',
    secondFactors,
    challenges,
    fieldsWithoutSecondFactor: ['Mutation.enrollTotp', 'Mutation.confirmTotp'],
    resolvers: {
      ...createMfaResolvers({ reader: transactions.reader, secondFactors, totpEnrollments, resetMfa }),
    },
    subscribers: [followFactorChanges({ ...dependencies, secondFactors, challenges })],
    personalData: async (userId) => ({
      secondFactors: await findPersonalFactors(transactions.reader, userId),
    }),
    sweep: async (all) => {
      await challenges.sweep(all);
      await totpEnrollments.sweep(all);
    },
  };
}
