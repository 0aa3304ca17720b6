import type { Refusal } from '../../shared/index.js';
import { isCommonPassword } from './common-passwords.js';
import { isSimilarToIdentity, type PasswordIdentity } from './identity-similarity.js';
import {
  malformedPassword,
  passwordCompromised,
  passwordSimilarToIdentity,
  passwordTooLong,
  passwordTooShort,
} from './passwords-errors.js';
import { preparePassword } from './prepared-password.js';

export type { PasswordIdentity } from './identity-similarity.js';

/**
 * The password policy, exposed to all clients. No composition rules, no trimming, no expiry (NIST 800-63B-4,
 * 3.1.1.2).
 */
export interface PasswordPolicy {
  /** In characters (code points) after NFKC. */
  readonly minLength: number;
  readonly maxLength: number;
  /** Whether common passwords are rejected. */
  readonly rejectsCompromised: boolean;
  /**
   * The number of a user's most recent passwords, including the current one, that a new password must differ
   * from.
   */
  readonly historySize: number;
}

/**
 * Returns all violations of the policy. A malformed, too long or too short password is reported alone,
 * because a valid replacement will be a different password. Never throws. The work is bounded by the maximum
 * length.
 */
export function examinePassword(
  policy: PasswordPolicy,
  password: string,
  identity: PasswordIdentity,
  field: readonly string[],
): readonly Refusal[] {
  const prepared = preparePassword(password);
  if (prepared.fault === 'MALFORMED') return [malformedPassword(field)];
  if (prepared.fault === 'TOO_LONG' || prepared.length > policy.maxLength)
    return [passwordTooLong(field, policy.maxLength)];
  if (prepared.length < policy.minLength) return [passwordTooShort(field, policy.minLength)];
  const refusals: Refusal[] = [];
  if (policy.rejectsCompromised && isCommonPassword(prepared.text)) refusals.push(passwordCompromised(field));
  if (isSimilarToIdentity(prepared.text, identity)) refusals.push(passwordSimilarToIdentity(field));
  return refusals;
}
