import { readPrintableLine } from '../../shared/index.js';
import type { PairAlgorithm } from '../tokens/index.js';
import { algorithmInvalid, keyReasonInvalid, publishForInvalid } from './keys-errors.js';
import { pairAlgorithms } from './published-key.js';

/**
 * The default time that a key is published before it signs: twice the time that the key set may be cached.
 */
export const defaultPublishForSeconds = 600;

const maxPublishForSeconds = 30 * 24 * 60 * 60;
const maxReasonLength = 500;

/** Returns the algorithm; null when none is given. Throws INVALID_INPUT. */
export function readAlgorithm(text: string | null): PairAlgorithm | null {
  if (text === null) return null;
  const algorithm = pairAlgorithms.find((known) => known === text);
  if (algorithm === undefined) throw algorithmInvalid();
  return algorithm;
}

/** Returns the publication time in seconds; the default when none is given. Throws INVALID_INPUT. */
export function readPublishFor(seconds: number | null): number {
  if (seconds === null) return defaultPublishForSeconds;
  if (Number.isInteger(seconds) && seconds >= 0 && seconds <= maxPublishForSeconds) return seconds;
  throw publishForInvalid(maxPublishForSeconds);
}

/** Returns the normalized reason. Throws INVALID_INPUT. */
export function readKeyReason(text: string, field: readonly string[]): string {
  const line = readPrintableLine(text, maxReasonLength);
  if (line === null) throw keyReasonInvalid(field, maxReasonLength);
  return line;
}
