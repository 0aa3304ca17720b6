import { readPrintableLine } from '../../shared/index.js';
import type { Metadata } from './user.js';

/** Maximum lengths of full names and reasons in characters, and maximum bytes and levels of metadata. */
export const textLimits = { fullName: 200, reason: 500, metadataBytes: 16_384, metadataLevels: 32 } as const;

/** Parses a full name by the rules of `readPrintableLine`. */
export function readFullName(text: string): string | null {
  return readPrintableLine(text, textLimits.fullName);
}

/** Parses an administrator's reason by the same rules. */
export function readReason(text: string): string | null {
  return readPrintableLine(text, textLimits.reason);
}

/** Parses a language tag (BCP 47) into its canonical form; returns null for anything else. */
export function readLocale(text: string): string | null {
  if (text.length > 35) return null;
  try {
    return Intl.getCanonicalLocales(text)[0] ?? null;
  } catch {
    // Intl reports a malformed tag only by throwing.
    return null;
  }
}

/** Returns true for a JSON object of at most 16 KiB and 32 levels that Postgres can store. */
export function isMetadata(value: Metadata): boolean {
  // JSON.stringify is recursive.
  if (!isPlain(value, textLimits.metadataLevels)) return false;
  const json = JSON.stringify(value);
  // jsonb stores neither U+0000 nor unpaired surrogates; JSON.stringify writes both as escapes.
  const unstorable = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f][0-9a-f]{2})/;
  return (
    json.startsWith('{') && Buffer.byteLength(json) <= textLimits.metadataBytes && !unstorable.test(json)
  );
}

/** Returns true for at most this many nested objects and arrays, without members named `__proto__`. */
function isPlain(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  const members = Object.entries(value);
  return levels > 0 && members.every(([name, member]) => name !== '__proto__' && isPlain(member, levels - 1));
}

/**
 * Returns true when every number is at most 2^53 - 1, the largest up to which JSON readers keep integers
 * exact (RFC 8259 section 6). Larger ones were rounded already when the request was parsed.
 */
export function hasExactNumbers(value: Metadata): boolean {
  let isExact = true;
  JSON.stringify(value, (_, member: unknown) => {
    if (typeof member === 'number' && !(Math.abs(member) <= Number.MAX_SAFE_INTEGER)) isExact = false;
    return member;
  });
  return isExact;
}
