import { hasDuplicateMembers } from '../../shared/index.js';

/** The members of a JSON object, free of any prototype. */
export type JsonMembers = ReadonlyMap<string, unknown>;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads bytes as one JSON object in UTF-8. Answers null, never throws, for anything else, and for an object
 * in which a name occurs twice at any depth: two readers could disagree on which one counts (RFC 7515 section
 * 4, RFC 7519 section 4).
 */
export function readJsonObject(bytes: Uint8Array): JsonMembers | null {
  const parsed = parse(bytes);
  if (parsed === null || typeof parsed.value !== 'object' || parsed.value === null) return null;
  if (Array.isArray(parsed.value) || hasDuplicateMembers(parsed.text)) return null;
  return new Map<string, unknown>(Object.entries(parsed.value));
}

function parse(bytes: Uint8Array): { readonly text: string; readonly value: unknown } | null {
  try {
    const text = utf8.decode(bytes);
    return { text, value: JSON.parse(text) };
  } catch {
    return null;
  }
}
