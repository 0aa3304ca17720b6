import { examinePassword } from '../../../src/modules/passwords/password-policy.js';

const policy = { minLength: 15, maxLength: 256, rejectsCompromised: true, historySize: 5 };

/** Returns true when the word, padded to 15 characters by repetition or digits, is not rejected as common. */
export function isPaddedVariantAccepted(word: string): boolean {
  const padding = '8305172946183057'.slice(0, Math.max(0, policy.minLength - word.length));
  const variants = [
    word.repeat(Math.ceil(policy.minLength / word.length)),
    `${word}${padding}`,
    `${padding}${word.toUpperCase()}`,
  ];
  return variants.some((variant) => {
    const refusals = examinePassword(policy, variant, {}, ['password']);
    return refusals.every(({ reason }) => reason !== 'PASSWORD_COMPROMISED');
  });
}
