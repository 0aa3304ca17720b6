import { isUtf8 } from 'node:buffer';
import { hasDuplicateMembers } from '../../shared/index.js';
import { HttpRefusalError, httpRefusals } from './http-refusals.js';

/**
 * Decodes a body. Throws for a Content-Type with another charset than UTF-8, and for bytes that are not
 * UTF-8: a lenient decoder replaces each of them with U+FFFD, so that different passwords become the same.
 */
export function decodeBody(contentType: string | undefined, bytes: Buffer): string {
  if (!namesUtf8(contentType ?? '')) throw new HttpRefusalError(httpRefusals.charset);
  if (!isUtf8(bytes)) throw new HttpRefusalError(httpRefusals.notUtf8);
  // A byte order mark is kept, so that it is refused where JSON or a name is expected.
  return bytes.toString('utf8');
}

function namesUtf8(contentType: string): boolean {
  // Most clients send no parameter.
  if (!contentType.includes(';')) return true;
  const charsets = [...contentType.matchAll(/;\s*charset\s*=\s*"?([^\s";]*)/gi)];
  return charsets.every(([, name = '']) => /^utf-?8$/i.test(name));
}

/** Throws for a query string whose bytes are not UTF-8, or not percent-encoded where RFC 3986 requires it. */
export function requireUtf8Query(search: string): void {
  if (search === '') return;
  // Node reads each byte of the request line as one character.
  if (!/^[\x21-\x7e]*$/.test(search)) throw new HttpRefusalError(httpRefusals.notUtf8);
  requireUtf8Fields(search);
}

/** Throws for a duplicate member in a parameter of the query string that GraphQL over HTTP reads as JSON. */
export function requireUnambiguousParameters(search: string): void {
  if (search === '') return;
  const parameters = new URLSearchParams(search);
  for (const name of ['variables', 'extensions'])
    if (parameters.getAll(name).some(hasDuplicateMember))
      throw new HttpRefusalError(httpRefusals.duplicateMember);
}

/** Throws when the percent-encoded bytes of a form are not UTF-8. */
export function requireUtf8Fields(text: string): void {
  const bytes = Buffer.from(text, 'utf8')
    .toString('latin1')
    .replace(/%([0-9a-f]{2})/gi, (_encoded, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  if (!isUtf8(Buffer.from(bytes, 'latin1'))) throw new HttpRefusalError(httpRefusals.notUtf8);
}

/** Receives each member of a JSON text and returns its value, like the reviver of JSON.parse. */
export type Reviver = (name: string, value: unknown) => unknown;

/**
 * Parses JSON (RFC 8259). Throws for a duplicate member at any depth: JSON.parse keeps the last of two, and a
 * proxy that inspects bodies may keep the first. Throws for malformed JSON when `revive` throws.
 */
export function parseStrictJson(text: string, revive?: Reviver): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text, revive);
  } catch {
    throw new HttpRefusalError(httpRefusals.malformedJson);
  }
  if (hasDuplicateMembers(text)) throw new HttpRefusalError(httpRefusals.duplicateMember);
  return value;
}

function hasDuplicateMember(text: string): boolean {
  try {
    return hasDuplicateMembers(text);
  } catch {
    // Malformed JSON is reported by its reader.
    return false;
  }
}
