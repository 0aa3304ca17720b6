import { BlockList, isIP } from 'node:net';

/** Returns whether an address belongs to a proxy whose forwarding headers are accepted. */
export type IsTrustedProxy = (address: string | undefined) => boolean;

/** Takes addresses and networks (`10.0.0.0/8`, `fd00::/8`) that the configuration has validated. */
export function createTrustedProxies(list: readonly string[]): IsTrustedProxy {
  const trusted = new BlockList();
  for (const entry of list) {
    const [address = '', prefix] = entry.split('/');
    const family = familyOf(address);
    if (family === null) throw new Error(`a trusted proxy is neither an address nor a network: ${entry}`);
    if (prefix === undefined) trusted.addAddress(address, family);
    else trusted.addSubnet(address, Number(prefix), family);
  }
  return (address) => {
    const plain = address === undefined ? '' : plainAddress(address);
    const family = familyOf(plain);
    return family !== null && trusted.check(plain, family);
  };
}

/**
 * Returns the IPv4 form of an IPv4-mapped IPv6 address (RFC 4291 section 2.5.5.2); any other address
 * unchanged.
 */
export function plainAddress(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  return mapped ?? address;
}

function familyOf(address: string): 'ipv4' | 'ipv6' | null {
  const version = isIP(address);
  if (version === 0) return null;
  return version === 4 ? 'ipv4' : 'ipv6';
}
