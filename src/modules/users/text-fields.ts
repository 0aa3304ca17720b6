import { isBrokenText } from './name-key.js';
import type { Metadata } from './user.js';

/** Maximum lengths of full names and reasons in characters, and maximum size of metadata in bytes of JSON. */
export const textLimits = { fullName: 200, reason: 500, metadataBytes: 16_384 } as const;

/**
 * Parses a full name and returns it in NFC; null when it is blank, too long, or contains a control or
 * invisible character.
 */
export function readFullName(text: string): string | null {
  return readLine(text, textLimits.fullName);
}

/** Parses an administrator's reason by the same rules as readFullName. */
export function readReason(text: string): string | null {
  return readLine(text, textLimits.reason);
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

/** Returns true for a JSON object of at most 16 KiB that Postgres can store. */
export function isMetadata(value: Metadata): boolean {
  const json = JSON.stringify(value);
  // jsonb stores neither U+0000 nor unpaired surrogates; JSON.stringify writes both as escapes.
  const unstorable = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f][0-9a-f]{2})/;
  return (
    json.startsWith('{') && Buffer.byteLength(json) <= textLimits.metadataBytes && !unstorable.test(json)
  );
}

function readLine(text: string, maxLength: number): string | null {
  if (text.length > 4 * maxLength || isBrokenText(text)) return null;
  const line = text.normalize('NFC').trim();
  if (line === '' || [...line].length > maxLength || unprintable.test(line)) return null;
  return line;
}

// Control characters, line separators, unassigned and private-use characters, and invisible characters,
// including those that change the writing direction. The two joiners that several languages use in names are
// allowed.
const unprintable =
  /[\p{Cc}\p{Zl}\p{Zp}\p{Co}\p{Cn}]|(?![\u200C\u200D])[\p{Cf}\p{Default_Ignorable_Code_Point}]/u;
