/**
 * Passkeys (WebAuthn Level 3): registration, and the proof of a user by one, for a sign-in without a
 * username, as a second factor and in a session. It keeps public keys only and starts no session. The domain
 * and the origins come from the configuration, never from a request.
 */

import { randomBytes } from 'node:crypto';
import type { EntitySchema } from 'typeorm';
import {
  addSeconds,
  type Clock,
  clockLeewaySeconds,
  type EventPublisher,
  type KeyedHash,
  type Measurements,
  type Module,
  noMeasurements,
  runInBatches,
} from '../../shared/index.js';
import type { ActorTransactions } from '../access/index.js';
import type { SecondFactor, SecondFactors } from '../mfa/index.js';
import type { PasswordCredentials } from '../passwords/index.js';
import type { Sessions } from '../sessions/index.js';
import type { Users } from '../users/index.js';
import { createAssertions } from './assertions.js';
import { createChallenges } from './challenges.js';
import { typeormUsedChallenges } from './challenges.typeorm.js';
import { createPasskeyManagement } from './manage-passkeys.js';
import { createPasskeyFactor } from './passkey-factor.js';
import { createPasskeyProofs, type PasskeyProofs, type PasskeyProofsDependencies } from './passkey-proofs.js';
import { typeormPasskeyRepository } from './passkey-repository.typeorm.js';
import { createPasskeysResolvers } from './passkeys.resolvers.js';
import { passkeysTable, usedChallengesTable } from './passkeys.table.js';
import { findPersonalPasskeys } from './personal-data.typeorm.js';
import { createPasskeyRegistration } from './register-passkey.js';
import type { RelyingParty } from './relying-party.js';

export { authMethodsOf } from './passkey.js';
export type { PasskeyProof, PasskeyProofs, StartedPasskeyProof } from './passkey-proofs.js';
export { passkeyProofInvalid, passkeyRefused } from './passkeys-errors.js';
export type { RelyingParty } from './relying-party.js';

/** What the verification of passkeys depends on. */
export interface PasskeyVerification {
  readonly relyingParty: RelyingParty;
  /** Makes challenges; its key is secret, and the same on all instances. */
  readonly keyedHash: KeyedHash;
  readonly events: EventPublisher;
  /** Default: nothing is counted. */
  readonly measurements?: Pick<Measurements, 'countPasskeyRegression'>;
  readonly clock: Clock;
}

/** The dependencies of the passkeys module. */
export interface PasskeysDependencies extends PasskeyVerification {
  readonly transactions: ActorTransactions;
  readonly users: Users;
  readonly sessions: Pick<Sessions, 'recordProof'>;
  readonly secondFactors: Pick<SecondFactors, 'methodsOf'>;
  readonly credentials: Pick<PasswordCredentials, 'find'>;
}

/** The module and its services. */
export interface PasskeysModule extends Module {
  readonly proofs: PasskeyProofs;
}

/** The tables of this module. */
export const passkeysTables: readonly EntitySchema[] = [passkeysTable, usedChallengesTable];

/** Creates passkeys as a second factor, for the module mfa, on which the rest of this module depends. */
export function createPasskeySecondFactor(verification: PasskeyVerification): SecondFactor {
  return createPasskeyFactor(proofDependencies(verification));
}

/** Builds the module without any I/O. */
export function createPasskeysModule(dependencies: PasskeysDependencies): PasskeysModule {
  const { transactions, clock } = dependencies;
  const verification = proofDependencies(dependencies);
  return {
    name: 'passkeys',
    proofs: createPasskeyProofs(verification),
    fieldsWithoutSecondFactor: ['Mutation.startPasskeyRegistration', 'Mutation.finishPasskeyRegistration'],
    resolvers: {
      ...createPasskeysResolvers({
        registration: createPasskeyRegistration({ ...dependencies, ...verification }),
        management: createPasskeyManagement({ ...dependencies, ...verification }),
        reader: transactions.reader,
      }),
    },
    personalData: async (userId) => ({
      passkeys: await findPersonalPasskeys(transactions.reader, userId),
    }),
    sweep: (all) =>
      // The clock of another instance may be behind, so that it still accepts the challenge.
      runInBatches(all, (transaction, maxRows) =>
        typeormUsedChallenges.removeExpired(
          transaction,
          addSeconds(clock.now(), -clockLeewaySeconds),
          maxRows,
        ),
      ),
  };
}

function proofDependencies(verification: PasskeyVerification): PasskeyProofsDependencies {
  const { relyingParty, measurements = noMeasurements } = verification;
  const repository = typeormPasskeyRepository;
  return {
    relyingParty,
    repository,
    challenges: createChallenges({
      ...verification,
      used: typeormUsedChallenges,
      randomBytes: () => randomBytes(16),
    }),
    assertions: createAssertions({ ...verification, repository, measurements }),
  };
}
