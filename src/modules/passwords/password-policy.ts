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

/** What a password has to be; told to every client. No composition rules, no trimming, no expiry (NIST 800-63B-4, 3.1.1.2). */
export interface PasswordPolicy {
  /** In characters (code points) after NFKC. */
  readonly minLength: number;
  readonly maxLength: number;
  /** Whether the list of common passwords is asked. */
  readonly rejectsCompromised: boolean;
  /** How many of a user's last passwords a new one must differ from, the current one among them. */
  readonly historySize: number;
}

/**
 * Every objection of the policy. One that cannot be hashed, is too long or too short is told that alone, since any better one
 * will be another password. Never throws, whatever the string; work bounded by the longest password.
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
