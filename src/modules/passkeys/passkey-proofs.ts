import type { Reader, Transaction, UserId } from '../../shared/index.js';
import type { AssertionOutcome, Assertions } from './assertions.js';
import type { Challenges } from './challenges.js';
import { type Passkey, userHandleOf } from './passkey.js';
import { assertionOptions, type PasskeyOptions } from './passkey-options.js';
import type { PasskeyRepository } from './passkey-repository.js';
import { type RelyingParty, requireDomain } from './relying-party.js';
import { loadWebauthn } from './verify-responses.js';
import { type AssertionResponse, parseAssertion } from './webauthn-responses.js';

/** A challenge for a passkey, with the options for the browser. */
export interface StartedPasskeyProof {
  readonly challengeId: string;
  readonly options: PasskeyOptions;
}

/** The response of a browser to a started proof; untrusted. */
export interface PasskeyProof {
  readonly challengeId: string;
  readonly response: unknown;
}

/** How users prove who they are with a passkey. */
export interface PasskeyProofs {
  /** Starts a sign-in with any passkey. Throws ILLEGAL_STATE when passkeys are not available. */
  startLogin(): StartedPasskeyProof;
  /** Starts a proof with one of the user's passkeys; null for a user without any. Throws as startLogin. */
  startReauthentication(reader: Reader, userId: UserId): Promise<StartedPasskeyProof | null>;
  /**
   * Returns the user whose passkey the response names; null when there is none. Nothing is verified: it only
   * says whose row to lock.
   */
  findClaimedUser(reader: Reader, response: unknown): Promise<UserId | null>;
  /**
   * Verifies the response of this user, whose row is locked, and uses the challenge up, whatever the outcome.
   * A sign-in requires that the authenticator has verified its user; without that a passkey is one factor.
   */
  verifyProof(
    transaction: Transaction,
    purpose: 'LOGIN' | 'REAUTHENTICATION',
    userId: UserId,
    proof: PasskeyProof,
  ): Promise<AssertionOutcome>;
}

export interface PasskeyProofsDependencies {
  readonly relyingParty: RelyingParty;
  readonly repository: PasskeyRepository;
  readonly challenges: Challenges;
  readonly assertions: Assertions;
}

export function createPasskeyProofs(dependencies: PasskeyProofsDependencies): PasskeyProofs {
  const { relyingParty, repository, challenges, assertions } = dependencies;
  return {
    startLogin: () => {
      const domain = requireDomain(relyingParty);
      const { id, challenge } = challenges.issue({ purpose: 'LOGIN', userId: null });
      return { challengeId: id, options: assertionOptions(domain, challenge, 'required', null) };
    },
    startReauthentication: async (reader, userId) => {
      const domain = requireDomain(relyingParty);
      const own = await repository.list(reader, userId);
      if (own.length === 0) return null;
      const { id, challenge } = challenges.issue({ purpose: 'REAUTHENTICATION', userId });
      return { challengeId: id, options: assertionOptions(domain, challenge, 'required', own) };
    },
    findClaimedUser: async (reader, json) => {
      const response = parseAssertion(json);
      if (response === null) return null;
      await loadWebauthn();
      return (await repository.findByCredentialId(reader, response.id))?.userId ?? null;
    },
    verifyProof: async (transaction, purpose, userId, proof) => {
      const isLogin = purpose === 'LOGIN';
      const binding = { purpose, userId: isLogin ? null : userId };
      const challenge = await challenges.use(transaction, binding, proof.challengeId);
      if (challenge === null) return { failure: 'CHALLENGE_REJECTED' };
      const named = await findOwnPasskey(repository, transaction, userId, proof.response, isLogin);
      if (named === null) return { failure: 'UNKNOWN_PASSKEY' };
      return assertions.acceptAssertion(transaction, {
        ...named,
        challenge,
        requireUserVerification: isLogin,
      });
    },
  };
}

/**
 * Returns the passkey that the response names, if it is one of this user. An authenticator that names the
 * user of the passkey must name this one; for a sign-in it must name one (WebAuthn Level 3, section 7.2).
 */
export async function findOwnPasskey(
  repository: Pick<PasskeyRepository, 'findByCredentialId'>,
  reader: Reader,
  userId: UserId,
  json: unknown,
  requireUserHandle: boolean,
): Promise<{ readonly passkey: Passkey; readonly response: AssertionResponse } | null> {
  const response = parseAssertion(json);
  if (response === null) return null;
  const { userHandle } = response.response;
  if (userHandle === null ? requireUserHandle : userHandle !== base64url(userHandleOf(userId))) return null;
  const passkey = await repository.findByCredentialId(reader, response.id);
  return passkey?.userId === userId ? { passkey, response } : null;
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}
