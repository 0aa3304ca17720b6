import type { UserId } from '../../shared/index.js';
import type { SecondFactor } from '../mfa/index.js';
import { assertionOptions } from './passkey-options.js';
import { findOwnPasskey, type PasskeyProofsDependencies } from './passkey-proofs.js';

/**
 * Passkeys as the second factor after a password. The password is the other factor, so the authenticator need
 * not verify its user. The module mfa ensures that a challenge is answered once.
 */
export function createPasskeyFactor(dependencies: PasskeyProofsDependencies): SecondFactor {
  const { relyingParty, repository, challenges, assertions } = dependencies;
  const bindingOf = (userId: UserId) => ({ purpose: 'MFA', userId }) as const;
  return {
    method: 'PASSKEY',
    // A key whose possession was proven, and a person who was present.
    authMethods: ['pop', 'user'],
    findEnrolled: repository.findOwners,
    prepareChallenge: async (transaction, userId) => {
      const own = await repository.list(transaction, userId);
      if (own.length === 0) return null;
      return (challengeId) => {
        if (relyingParty.id === null) return null;
        const challenge = challenges.derive(bindingOf(userId), challengeId);
        return assertionOptions(relyingParty.id, challenge, 'preferred', own);
      };
    },
    prepareProof: async (transaction, { id, userId }, { passkeyResponse }) => {
      const named = await findOwnPasskey(repository, transaction, userId, passkeyResponse, false);
      return async () => {
        if (relyingParty.id === null || named === null) return false;
        const challenge = challenges.derive(bindingOf(userId), id);
        const attempt = { ...named, challenge, requireUserVerification: false };
        return (await assertions.acceptAssertion(transaction, attempt)).failure === null;
      };
    },
    removeSince: repository.removeSince,
    removeAll: async (transaction, userId) => {
      await repository.removeAll(transaction, userId);
    },
  };
}
