/**
 * Passkeys (WebAuthn Level 3): registration, sign-in without a username, and the proof of a second factor. It
 * keeps public keys only. The domain and the origins come from the configuration, never from a request.
 */

import { randomBytes } from 'node:crypto';
import type { EntitySchema } from 'typeorm';
import {
  addSeconds,
  type Clock,
  clockLeewaySeconds,
  type EventPublisher,
  type EventSubscriber,
  type KeyedHash,
  type Measurements,
  type Module,
  runInBatches,
} from '../../shared/index.js';
import type { ActorTransactions } from '../access/index.js';
import type { PasswordCredentials } from '../passwords/index.js';
import type { Users } from '../users/index.js';
import { createChallenges } from './challenges.js';
import { typeormUsedChallenges } from './challenges.typeorm.js';
import { createPasskeyManagement } from './manage-passkeys.js';
import type { PasskeyRepository } from './passkey-repository.js';
import { typeormPasskeyRepository } from './passkey-repository.typeorm.js';
import { createPasskeysResolvers } from './passkeys.resolvers.js';
import { passkeysTable, usedChallengesTable } from './passkeys.table.js';
import { createPasskeyRegistration } from './register-passkey.js';
import type { RelyingParty } from './relying-party.js';

export type { RelyingParty } from './relying-party.js';

/** The dependencies of the passkeys module. */
export interface PasskeysDependencies {
  readonly relyingParty: RelyingParty;
  readonly transactions: ActorTransactions;
  readonly users: Users;
  readonly credentials: Pick<PasswordCredentials, 'find'>;
  /** Makes challenges; its key is secret, and the same on all instances. */
  readonly keyedHash: KeyedHash;
  readonly events: EventPublisher;
  /** Default: nothing is counted. */
  readonly measurements?: Pick<Measurements, 'countPasskeyRegression'>;
  readonly clock: Clock;
}

/** The tables of this module. */
export const passkeysTables: readonly EntitySchema[] = [passkeysTable, usedChallengesTable];

/** Builds the module without any I/O. */
export function createPasskeysModule(dependencies: PasskeysDependencies): Module {
  const { transactions, clock } = dependencies;
  const repository = typeormPasskeyRepository;
  const challenges = createChallenges({
    ...dependencies,
    used: typeormUsedChallenges,
    randomBytes: () => randomBytes(16),
  });
  const registration = createPasskeyRegistration({ ...dependencies, challenges, repository });
  const management = createPasskeyManagement({ ...dependencies, repository });
  return {
    name: 'passkeys',
    resolvers: {
      ...createPasskeysResolvers({ registration, management, reader: transactions.reader }),
    },
    subscribers: [removePasskeysOfDeletedUsers(repository)],
    sweep: () =>
      runInBatches(transactions, (transaction, maxRows) =>
        // The clock of another instance may be behind, so that it still accepts the challenge.
        typeormUsedChallenges.removeExpired(
          transaction,
          addSeconds(clock.now(), -clockLeewaySeconds),
          maxRows,
        ),
      ),
  };
}

function removePasskeysOfDeletedUsers(repository: PasskeyRepository): EventSubscriber {
  return async (transaction, { type, subjectId }) => {
    if (type === 'user.deleted' && subjectId !== null) await repository.removeAll(transaction, subjectId);
  };
}
