import { isIPv4, isIPv6 } from 'node:net';

/**
 * Returns the network of one customer of an access provider: the address itself for IPv4, the /64 for IPv6,
 * because a customer has a whole /64. An IPv4 address written as IPv6 (RFC 4291 2.5.5.2) counts as IPv4.
 * Other text is returned unchanged.
 */
export function networkOf(ipAddress: string): string {
  if (isIPv4(ipAddress)) return ipAddress;
  const address = ipAddress.split('%', 1)[0] ?? '';
  if (!isIPv6(address)) return ipAddress;
  const groups = groupsOf(address);
  const [seventh = 0, eighth = 0] = groups.slice(6);
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
    return [seventh >> 8, seventh & 0xff, eighth >> 8, eighth & 0xff].join('.');
  }
  const prefix = groups.slice(0, 4).map((group) => group.toString(16));
  return `${prefix.join(':')}::/64`;
}

/** Returns the eight groups of a valid IPv6 address. */
function groupsOf(address: string): readonly number[] {
  const [head = '', tail] = address.split('::');
  const left = readGroups(head);
  const right = readGroups(tail ?? '');
  const missing = Math.max(8 - left.length - right.length, 0);
  return [...left, ...Array<number>(tail === undefined ? 0 : missing).fill(0), ...right];
}

function readGroups(text: string): readonly number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (!group.includes('.')) return [Number.parseInt(group, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number);
    return [(a << 8) | b, (c << 8) | d];
  });
}
