import type { IncomingMessage } from 'node:http';
import { canonicalAddress } from '../../shared/index.js';
import type { IsTrustedProxy } from './trusted-proxies.js';

/**
 * Returns the address of the client in canonical form: the address of the socket, or behind trusted proxies
 * the last forwarded address that does not belong to one of them. What a client wrote before it is never
 * read. Proxies forward addresses in X-Forwarded-For or, without that header, in Forwarded (RFC 7239).
 */
export function clientAddress(
  { socket, headers }: Pick<IncomingMessage, 'socket' | 'headers'>,
  isTrusted: IsTrustedProxy,
): string {
  let address = canonicalAddress(socket.remoteAddress ?? '') ?? '';
  if (headers['x-forwarded-for'] === undefined && headers.forwarded === undefined) return address;
  for (const hop of forwardedHops(headers)) {
    const next = hop === null ? null : readNode(hop);
    if (next === null || !isTrusted(address)) break;
    address = next;
  }
  return address;
}

/** Returns the forwarded nodes, the last one first; null for one that is not named. */
function forwardedHops(headers: IncomingMessage['headers']): readonly (string | null)[] {
  const list = [headers['x-forwarded-for'] ?? ''].flat().join(',');
  if (list.trim() !== '') return list.split(',').reverse();
  return lastElementsFirst(headers.forwarded ?? '').map(forParameter);
}

/**
 * Splits a header at the commas outside of quoted strings, from the end: an opening quote that a client wrote
 * cannot hide the element which the proxy appended.
 */
function lastElementsFirst(header: string): readonly string[] {
  const elements: string[] = [];
  let isQuoted = false;
  let end = header.length;
  for (let at = header.length - 1; at >= 0; at -= 1) {
    if (header[at] === '"') isQuoted = !isQuoted;
    if (header[at] !== ',' || isQuoted) continue;
    elements.push(header.slice(at + 1, end));
    end = at;
  }
  return [...elements, header.slice(0, end)];
}

/** RFC 7239 section 4. Returns null when the element has no `for` parameter, or two of them. */
function forParameter(element: string): string | null {
  const nodes = element.split(';').flatMap((pair) => /^\s*for=(.*)$/i.exec(pair)?.[1] ?? []);
  return nodes.length === 1 ? (nodes[0] ?? null) : null;
}

/**
 * Reads an address with an optional port, IPv6 with or without brackets. Returns null for anything else, such
 * as `unknown` and obfuscated identifiers.
 */
function readNode(text: string): string | null {
  const node = text.trim().replace(/^"(.*)"$/, '$1');
  const [, bracketed, plain] = /^(?:\[([^\]]*)\]|([\d.]+))(?::[\w.-]{1,64})?$/.exec(node) ?? [];
  return canonicalAddress(bracketed ?? plain ?? node);
}
