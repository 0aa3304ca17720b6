import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { type IsTrustedProxy, plainAddress } from './trusted-proxies.js';

/**
 * Whether who asks may open a WebSocket: a page of this very server or of an allowed origin, or no browser at all. A browser keeps no page from
 * opening a WebSocket anywhere (cross-site WebSocket hijacking): only the server can.
 */
export function isOriginAllowed({ headers }: IncomingMessage, allowedOrigins: readonly string[]): boolean {
  const { origin, host } = headers;
  if (origin === undefined || allowedOrigins.includes(origin)) return true;
  // Browsers let no script write this header; a proxy may have rewritten Host.
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  return URL.canParse(origin) && new URL(origin).host === host;
}

/** The address that asks: the socket's, or the nearest in X-Forwarded-For that no trusted proxy has, where trusted proxies wrote it. */
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

/** Counts what is open, in all and for each address. */
export interface ConnectionCounter {
  /** Takes a place, and answers how it is given back; null when there is none left. */
  take(address: string): (() => void) | null;
}

/** Makes the counts of one listener. */
export function createConnectionCounter(limits: {
  readonly total: number;
  readonly perAddress: number;
}): ConnectionCounter {
  const open = new Map<string, number>();
  let total = 0;
  return {
    take: (address) => {
      const openFromAddress = open.get(address) ?? 0;
      if (total >= limits.total || openFromAddress >= limits.perAddress) return null;
      total += 1;
      open.set(address, openFromAddress + 1);
      let isTaken = true;
      return () => {
        if (!isTaken) return;
        isTaken = false;
        total -= 1;
        const left = (open.get(address) ?? 1) - 1;
        if (left === 0) open.delete(address);
        else open.set(address, left);
      };
    },
  };
}
