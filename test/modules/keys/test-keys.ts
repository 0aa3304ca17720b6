import type { KeyTimes } from '../../../src/modules/keys/key-lifecycle.js';
import type { OpenSigningKey } from '../../../src/modules/keys/key-sealer.js';
import { addSeconds } from '../../../src/shared/index.js';
import { clockStart } from '../../helpers/fake-clock.js';
import { generateKeys } from '../../helpers/generate-keys.js';

/** Returns the instant this many seconds after the start. */
export const at = (seconds: number): Date => addSeconds(clockStart, seconds);

/** Returns the times of a key with tokens of 900 s; `begins` and `revoked` in seconds after the start. */
export function keyTimesOf(id: string, begins: number, revoked: number | null = null): KeyTimes {
  const revokedAt = revoked === null ? null : at(revoked);
  return { id, activeFrom: at(begins), revokedAt, tokenTtlSeconds: 900 };
}

/** Returns a key id with the length of a thumbprint. */
export const kidOf = (letter: string): string => letter.repeat(43);

/** Returns an opened key whose ids follow from the letter. */
export function createTestKey(letter: string, begins: number, revoked: number | null = null): OpenSigningKey {
  const pair = revoked === null ? generateKeys() : null;
  return { ...keyTimesOf(letter, begins, revoked), kid: kidOf(letter), algorithm: 'ES256', pair };
}
