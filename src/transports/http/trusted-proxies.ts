import { BlockList, isIPv4, isIPv6 } from 'node:net';
import { canonicalAddress } from '../../shared/index.js';

/** Returns whether an address belongs to a proxy whose forwarding headers are accepted. */
export type IsTrustedProxy = (address: string | undefined) => boolean;

/** Takes addresses and networks (`10.0.0.0/8`, `fd00::/8`) that the configuration has validated. */
export function createTrustedProxies(list: readonly string[]): IsTrustedProxy {
  const trusted = new BlockList();
  for (const entry of list) {
    const [text = '', prefix] = entry.split('/');
    const address = canonicalAddress(text);
    if (address === null) throw new Error(`a trusted proxy is neither an address nor a network: ${entry}`);
    const family = familyOf(address);
    // The last 32 bits of an IPv4-mapped IPv6 address are the IPv4 address.
    const mappedBits = family === 'ipv4' && isIPv6(text) ? 96 : 0;
    if (prefix === undefined) trusted.addAddress(address, family);
    else trusted.addSubnet(address, Math.max(0, Number(prefix) - mappedBits), family);
  }
  return (address) => {
    const canonical = canonicalAddress(address ?? '');
    return canonical !== null && trusted.check(canonical, familyOf(canonical));
  };
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv4(address) ? 'ipv4' : 'ipv6';
}
