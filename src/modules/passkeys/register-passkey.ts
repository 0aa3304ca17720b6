import { v7 as uuidv7 } from 'uuid';
import type { Clock, EventPublisher, Transaction } from '../../shared/index.js';
import { type ActorTransactions, type CurrentUser, unauthenticated } from '../access/index.js';
import { asOwner, type SecondFactors } from '../mfa/index.js';
import type { Sessions } from '../sessions/index.js';
import type { Users } from '../users/index.js';
import type { Challenges } from './challenges.js';
import { authMethodsOf, maxPasskeysPerUser, type Passkey, parseNewPasskeyName } from './passkey.js';
import { type PasskeyOptions, registrationOptions } from './passkey-options.js';
import type { PasskeyRepository } from './passkey-repository.js';
import { registrationInvalid, tooManyPasskeys } from './passkeys-errors.js';
import { type RelyingParty, requireDomain } from './relying-party.js';
import { loadWebauthn, verifyRegistration } from './verify-responses.js';
import { parseRegistration, type RegistrationResponse } from './webauthn-responses.js';

/** A started registration. */
export interface StartedRegistration {
  readonly registrationId: string;
  readonly options: PasskeyOptions;
}

/** The input of finishPasskeyRegistration; the response is untrusted. */
export interface FinishRegistrationInput {
  readonly registrationId: string;
  readonly response: unknown;
  /** Null: a default. */
  readonly name: string | null;
}

/**
 * Adds passkeys to the account of the signed-in user. Throws STEP_UP_REQUIRED for a user who has a second
 * factor and has not proven one in the session.
 */
export interface PasskeyRegistration {
  /** Throws LIMIT_EXCEEDED, and ILLEGAL_STATE when passkeys are not available. */
  start(caller: CurrentUser): Promise<StartedRegistration>;
  /**
   * Stores the passkey, which the session has then proven, and emits mfa.enrolled. Throws INVALID_INPUT for
   * everything that is wrong with the name, the registration or the response, also for a passkey that is
   * registered already, of whichever user; LIMIT_EXCEEDED. Of two concurrent calls with one response one
   * succeeds.
   */
  finish(caller: CurrentUser, input: FinishRegistrationInput): Promise<Passkey>;
}

export interface PasskeyRegistrationDependencies {
  readonly relyingParty: RelyingParty;
  readonly transactions: ActorTransactions;
  readonly users: Users;
  readonly sessions: Pick<Sessions, 'recordProof'>;
  readonly secondFactors: Pick<SecondFactors, 'methodsOf'>;
  readonly challenges: Challenges;
  readonly repository: PasskeyRepository;
  readonly events: EventPublisher;
  readonly clock: Clock;
}

export function createPasskeyRegistration(
  dependencies: PasskeyRegistrationDependencies,
): PasskeyRegistration {
  const { relyingParty, transactions, users, challenges, repository } = dependencies;
  return {
    start: async (caller) => {
      const domain = requireDomain(relyingParty);
      const existing = await asOwner(dependencies, caller, (transaction) =>
        repository.list(transaction, caller.id),
      );
      refuseMore(existing);
      const user = await users.find(transactions.reader, caller.id);
      if (user === null) throw unauthenticated('SESSION_REVOKED');
      const { id, challenge } = challenges.issue({ purpose: 'REGISTRATION', userId: caller.id });
      const options = registrationOptions(domain, { ...user, userId: caller.id }, challenge, existing);
      return { registrationId: id, options };
    },
    finish: async (caller, input) => {
      const field = ['input', 'response'];
      const name = parseNewPasskeyName(input.name, ['input', 'name']);
      const response = parseRegistration(input.response);
      if (response === null) throw registrationInvalid(field);
      await loadWebauthn();
      // A refusal is returned, not thrown, so that the used challenge is committed.
      const passkey = await asOwner(dependencies, caller, (transaction) =>
        register(dependencies, transaction, caller, { ...input, name, response }),
      );
      if (passkey === null) throw registrationInvalid(field);
      return passkey;
    },
  };
}

async function register(
  { relyingParty, sessions, challenges, repository, events, clock }: PasskeyRegistrationDependencies,
  transaction: Transaction,
  caller: CurrentUser,
  input: { readonly registrationId: string; readonly response: RegistrationResponse; readonly name: string },
): Promise<Passkey | null> {
  const binding = { purpose: 'REGISTRATION', userId: caller.id } as const;
  const challenge = await challenges.use(transaction, binding, input.registrationId);
  if (challenge === null) return null;
  const verified = await verifyRegistration(relyingParty, input.response, challenge);
  if (verified === null) return null;
  refuseMore(await repository.list(transaction, caller.id));
  const { name } = input;
  const createdAt = clock.now();
  const passkey = { ...verified, id: uuidv7(), userId: caller.id, name, createdAt, lastUsedAt: null };
  if (!(await repository.insert(transaction, passkey))) return null;
  await sessions.recordProof(transaction, caller.sessionId, authMethodsOf(passkey, true));
  await events.publishEvent(transaction, {
    type: 'mfa.enrolled',
    occurredAt: createdAt,
    actor: { type: 'USER', id: caller.id },
    subjectId: caller.id,
    sessionId: caller.sessionId,
    resource: { type: 'passkey', id: passkey.id },
    changes: { method: { from: null, to: 'PASSKEY' }, name: { from: null, to: name } },
  });
  return passkey;
}

function refuseMore(existing: readonly Passkey[]): void {
  if (existing.length >= maxPasskeysPerUser) throw tooManyPasskeys(maxPasskeysPerUser);
}
