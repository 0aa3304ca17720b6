import type { PairAlgorithm } from '../tokens/index.js';
import { algorithmInvalid, publishForInvalid, reasonInvalid } from './keys-errors.js';
import { pairAlgorithms } from './published-key.js';

/** How long a key is published before it signs, unless said otherwise: twice what the key set may be cached for. */
export const defaultPublishForSeconds = 600;

const maxPublishForSeconds = 30 * 24 * 60 * 60;
const maxReasonLength = 500;

/** Controls, formats, halves of characters, characters without a meaning, and line ends. */
const unprintable = /[\p{C}\p{Zl}\p{Zp}]/u;

/** Reads an algorithm; null for none given. Refuses with INVALID_INPUT. */
export function readAlgorithm(text: string | null): PairAlgorithm | null {
  if (text === null) return null;
  const algorithm = pairAlgorithms.find((known) => known === text);
  if (algorithm === undefined) throw algorithmInvalid();
  return algorithm;
}

/** Reads a time of publishing; the usual one for none given. Refuses with INVALID_INPUT. */
export function readPublishFor(seconds: number | null): number {
  if (seconds === null) return defaultPublishForSeconds;
  if (Number.isInteger(seconds) && seconds >= 0 && seconds <= maxPublishForSeconds) return seconds;
  throw publishForInvalid(maxPublishForSeconds);
}

/** Reads the reason of an act. Refuses with INVALID_INPUT. */
export function readReason(text: string, field: readonly string[]): string {
  const line = text.normalize('NFC').trim();
  if (line !== '' && [...line].length <= maxReasonLength && !unprintable.test(line)) return line;
  throw reasonInvalid(field, maxReasonLength);
}
