import { type JsonMembers, readJsonObject } from './strict-json.js';

/** What a token says of itself, before anything of it has been proven. */
export interface CompactJws {
  readonly header: JsonMembers;
  readonly payload: JsonMembers;
}

/** Longer texts are refused unread; ours have about 600 characters. */
export const maxTokenCharacters = 8192;

/**
 * Takes a JWS in compact serialisation apart (RFC 7515 section 7.1). Answers null, never throws, for whatever has another form: more
 * or fewer segments (JWE), the JSON serialisation, padding, blanks, a spelling of base64url that does not encode to itself again
 * (section 2), a header or payload that is not one JSON object with distinct names, more than 8 KB.
 */
export function readCompactJws(text: string): CompactJws | null {
  if (text.length > maxTokenCharacters) return null;
  const segments = text.split('.').map(decodeCanonical);
  const [header, payload, signature] = segments;
  if (segments.length !== 3 || !header || !payload || !signature) return null;
  const members = { header: readJsonObject(header), payload: readJsonObject(payload) };
  if (members.header === null || members.payload === null) return null;
  return { header: members.header, payload: members.payload };
}

/** Node's decoder skips what it does not know; only the round trip shows that there was nothing to skip. */
function decodeCanonical(segment: string): Buffer | null {
  const bytes = Buffer.from(segment, 'base64url');
  return bytes.toString('base64url') === segment ? bytes : null;
}
