import { leaveTo } from '../api/leave.js';

/**
 * Returns where to go after signing in: the `return` parameter when it leads to a page of this server or of
 * an allowed origin, otherwise null. Anything else would let a link to this page lead people to a forged one.
 * The page itself is none: it would be loaded again and again.
 */
export function readReturnAddress(search: string, page: URL, allowedOrigins: readonly string[]): URL | null {
  const wanted = new URLSearchParams(search).get('return');
  if (wanted === null || !URL.canParse(wanted, page)) return null;
  const address = new URL(wanted, page);
  const isWeb = address.protocol === 'https:' || address.protocol === 'http:';
  if (!isWeb || address.username !== '' || address.password !== '') return null;
  if (address.origin === page.origin) return address.pathname === page.pathname ? null : address;
  return allowedOrigins.includes(address.origin) ? address : null;
}

/** Leaves for the return address, or else for the start page of the role. */
export function goOn(role: string): void {
  const address = readReturnAddress(location.search, new URL(location.href), allowedOrigins());
  leaveTo(address?.href ?? (role === 'USER' ? '/account' : '/console'));
}

/** The origins that the server is configured to allow, which it writes into the page. */
function allowedOrigins(): readonly string[] {
  const content = document.querySelector<HTMLMetaElement>('meta[name="cordon-origins"]')?.content ?? '';
  return content.split(' ').filter((origin) => origin !== '');
}
