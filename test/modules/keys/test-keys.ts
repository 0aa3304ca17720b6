import { generateKeyPairSync } from 'node:crypto';
import type { KeyTimes } from '../../../src/modules/keys/key-lifecycle.js';
import type { OpenSigningKey } from '../../../src/modules/keys/key-sealer.js';
import { addSeconds, type Clock } from '../../../src/shared/index.js';

/** The instant that the tests of keys begin at. */
export const start: Date = new Date('2026-03-01T09:30:00.000Z');

/** So many seconds after the start. */
export const at = (seconds: number): Date => addSeconds(start, seconds);

/** A clock that stands still until the test moves it. */
export function createFakeClock(): Clock & { moveTo(seconds: number): void } {
  let now = start;
  return {
    now: () => now,
    moveTo: (seconds) => {
      now = at(seconds);
    },
  };
}

/** The times of a key whose tokens live 900 s; `begins` and `revoked` in seconds after the start. */
export function keyTimesOf(id: string, begins: number, revoked: number | null = null): KeyTimes {
  const revokedAt = revoked === null ? null : at(revoked);
  return { id, activeFrom: at(begins), revokedAt, tokenTtlSeconds: 900 };
}

/** The id of a key: one letter, as long as a thumbprint. */
export const kidOf = (letter: string): string => letter.repeat(43);

/** An open key, of which everything else follows from its letter. */
export function createTestKey(letter: string, begins: number, revoked: number | null = null): OpenSigningKey {
  const pair = revoked === null ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : null;
  return { ...keyTimesOf(letter, begins, revoked), kid: kidOf(letter), algorithm: 'ES256', pair };
}
