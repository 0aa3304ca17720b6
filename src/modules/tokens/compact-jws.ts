import { type JsonMembers, readJsonObject } from './strict-json.js';

/** The unverified header and payload of a token. */
export interface CompactJws {
  readonly header: JsonMembers;
  readonly payload: JsonMembers;
}

/** Longer texts are rejected unread; Cordon's tokens have about 600 characters. */
export const maxTokenCharacters = 8192;

/**
 * Parses a JWS in compact serialization (RFC 7515 section 7.1). Returns null, never throws, for any other
 * form: more or fewer segments (JWE), the JSON serialization, padding, spaces, base64url that is not
 * canonical (section 2), a header or payload that is not one JSON object with distinct names, more than 8 KB.
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

/** Node's decoder skips invalid characters; only a round trip shows that there were none. */
function decodeCanonical(segment: string): Buffer | null {
  const bytes = Buffer.from(segment, 'base64url');
  return bytes.toString('base64url') === segment ? bytes : null;
}
