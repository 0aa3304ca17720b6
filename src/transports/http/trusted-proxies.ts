import { BlockList, isIP } from 'node:net';

/** Tells whether an address belongs to a proxy whose forwarding headers are believed. */
export type IsTrustedProxy = (address: string | undefined) => boolean;

/** Reads addresses and networks (`10.0.0.0/8`, `fd00::/8`) as configuration has checked them. An empty list trusts nobody. */
export function createTrustedProxies(list: readonly string[]): IsTrustedProxy {
  const trusted = new BlockList();
  for (const entry of list) {
    const [address = '', prefix] = entry.split('/');
    const family = familyOf(address);
    if (family === null) throw new Error('a trusted proxy is neither an address nor a network');
    if (prefix === undefined) trusted.addAddress(address, family);
    else trusted.addSubnet(address, Number(prefix), family);
  }
  return (address) => {
    const plain = address === undefined ? '' : plainAddress(address);
    const family = familyOf(plain);
    return family !== null && trusted.check(plain, family);
  };
}

/** An IPv4 address that a dual-stack socket wrote as IPv6 (RFC 4291 section 2.5.5.2) in its own form; everything else as it is. */
export function plainAddress(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  return mapped ?? address;
}

function familyOf(address: string): 'ipv4' | 'ipv6' | null {
  const version = isIP(address);
  if (version === 0) return null;
  return version === 4 ? 'ipv4' : 'ipv6';
}
