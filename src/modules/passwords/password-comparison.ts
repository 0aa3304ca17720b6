import type { Peppers } from '../keys/index.js';
import {
  type Derivation,
  type DeriveKey,
  matchesDerivedKey,
  parseDerivedKeyHash,
} from './derived-key-hash.js';
import { type Bcrypt, type PasswordHash, parsePasswordHash } from './password-hash.js';
import { bcryptInput, importedSecret, pepperedSecret, preparePassword } from './prepared-password.js';

/** What a comparison computes: bcrypt rounds (as base-2 logarithm) or a derived key. */
export type ComparisonWork = { readonly bcryptCost: number } | { readonly derivation: Derivation };

/** The comparison of a password with a stored hash. */
export interface PasswordComparison {
  /** The prepared password. */
  readonly text: string;
  readonly work: ComparisonWork;
  /** The pepper of the hash; null for a hash that was imported. */
  readonly pepperId: string | null;
  matches(): Promise<boolean>;
}

export interface PasswordComparisonDependencies {
  readonly bcrypt: Bcrypt;
  readonly deriveKey: DeriveKey;
  readonly peppers: Peppers;
}

/**
 * Prepares a comparison. Returns null when the password or the hash is malformed, when the pepper is unknown,
 * and for an empty password: other systems may have stored hashes of it, but it is never accepted here.
 */
export function preparePasswordComparison(
  { bcrypt, deriveKey, peppers }: PasswordComparisonDependencies,
  password: string,
  stored: PasswordHash,
): PasswordComparison | null {
  const { text } = preparePassword(password);
  if (text === null || text === '') return null;
  const derived = parseDerivedKeyHash(stored);
  if (derived !== null) {
    const { derivation } = derived;
    const matches = (): Promise<boolean> => matchesDerivedKey(derived, importedSecret(password), deriveKey);
    return { text, work: { derivation }, pepperId: null, matches };
  }
  const parts = parsePasswordHash(stored);
  if (parts === null) return null;
  const { pepperId, bcryptHash, cost } = parts;
  const pepper = pepperId === null ? null : peppers.find(pepperId);
  if (pepperId !== null && pepper === null) return null;
  const secret = pepper === null ? bcryptInput(importedSecret(password)) : pepperedSecret(text, pepper);
  return {
    text,
    work: { bcryptCost: cost },
    pepperId,
    matches: () => bcrypt.compare(secret, bcryptHash),
  };
}

/** Returns the work of comparing with a stored hash; null for a malformed hash. */
export function workOf(stored: PasswordHash): ComparisonWork | null {
  const derived = parseDerivedKeyHash(stored);
  if (derived !== null) return { derivation: derived.derivation };
  const parts = parsePasswordHash(stored);
  return parts === null ? null : { bcryptCost: parts.cost };
}
