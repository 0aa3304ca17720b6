import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { type IsTrustedProxy, plainAddress } from './trusted-proxies.js';

/**
 * Returns the address of the client: the address of the socket, or behind trusted proxies the last address in
 * X-Forwarded-For that does not belong to one of them.
 */
export function clientAddress(request: IncomingMessage, isTrusted: IsTrustedProxy): string {
  let address = plainAddress(request.socket.remoteAddress ?? '');
  const forwarded = (request.headers['x-forwarded-for'] ?? '').toString().split(',').reverse();
  for (const hop of forwarded) {
    const next = plainAddress(hop.trim());
    if (!isTrusted(address) || isIP(next) === 0) break;
    address = next;
  }
  return address;
}

/** Limits the number of open connections, in total and per address. */
export interface ConnectionCounter {
  /** Counts one connection. Returns a function that releases it, or null when a limit is reached. */
  acquire(address: string): (() => void) | null;
}

export function createConnectionCounter(limits: {
  readonly total: number;
  readonly perAddress: number;
}): ConnectionCounter {
  const openByAddress = new Map<string, number>();
  let total = 0;
  return {
    acquire: (address) => {
      const open = openByAddress.get(address) ?? 0;
      if (total >= limits.total || open >= limits.perAddress) return null;
      total += 1;
      openByAddress.set(address, open + 1);
      let isReleased = false;
      return () => {
        if (isReleased) return;
        isReleased = true;
        total -= 1;
        const left = (openByAddress.get(address) ?? 1) - 1;
        if (left === 0) openByAddress.delete(address);
        else openByAddress.set(address, left);
      };
    },
  };
}
