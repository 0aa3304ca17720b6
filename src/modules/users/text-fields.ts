import { isBrokenText } from './name-key.js';
import type { Metadata } from './user.js';

/** The longest full name and the longest reason, in characters; the largest metadata, in bytes of JSON. */
export const textLimits = { fullName: 200, reason: 500, metadataBytes: 16_384 } as const;

/** Reads a full name in NFC; null when it is blank, too long, or holds a control or an invisible character. */
export function readFullName(text: string): string | null {
  return readLine(text, textLimits.fullName);
}

/** Reads an administrator's reason for an act; refuses as readFullName does. */
export function readReason(text: string): string | null {
  return readLine(text, textLimits.reason);
}

/** Reads a language tag (BCP 47) into its canonical form; null for anything else. */
export function readLocale(text: string): string | null {
  if (text.length > 35) return null;
  try {
    return Intl.getCanonicalLocales(text)[0] ?? null;
  } catch {
    // The platform's only way to say that a tag is malformed.
    return null;
  }
}

/** True for a JSON object of at most 16 KiB that Postgres can keep. */
export function isMetadata(value: Metadata): boolean {
  const json = JSON.stringify(value);
  // jsonb has no room for U+0000, and none for half of a surrogate pair; JSON writes both as escapes.
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

// Controls, line ends, characters without a meaning, and the invisible ones (among them those that turn the direction of
// writing) except the two joiners that several languages spell names with.
const unprintable =
  /[\p{Cc}\p{Zl}\p{Zp}\p{Co}\p{Cn}]|(?![\u200C\u200D])[\p{Cf}\p{Default_Ignorable_Code_Point}]/u;
