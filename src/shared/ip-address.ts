import { isIPv4, isIPv6 } from 'node:net';

/**
 * Returns the one spelling of an IP address that is stored, compared and sent: RFC 5952 for IPv6, and the
 * IPv4 address for an IPv4-mapped one (RFC 4291 section 2.5.5.2). A zone (RFC 4007) is dropped, because it is
 * a name of this machine. Returns null for any other text.
 */
export function canonicalAddress(text: string): string | null {
  if (isIPv4(text)) return text;
  if (!isIPv6(text)) return null;
  const [address = ''] = text.split('%', 1);
  // The serializer of URLs compresses zeros and lowers case as RFC 5952 does.
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [, high, low] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(canonical) ?? [];
  if (high === undefined || low === undefined) return canonical;
  return [high, low]
    .map((group) => Number.parseInt(group, 16))
    .flatMap((group) => [group >> 8, group & 0xff])
    .join('.');
}
