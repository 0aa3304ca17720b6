// HttpOnly: no script sees it. Strict: no other site's page can make a browser send it. The prefix __Host- of the names makes browsers refuse them
// from a subdomain, over http (save on localhost), and for a part of the site (RFC 6265bis 4.1.3.2).
const cookieAttributes = 'Path=/; Secure; HttpOnly; SameSite=Strict';

/** The value of a Set-Cookie header for a cookie that only this server reads. */
export function formatSetCookie(name: string, value: string, maxAgeSeconds: number): string {
  return `${name}=${value}; Max-Age=${maxAgeSeconds}; ${cookieAttributes}`;
}

/** What a Cookie header says under a name; null for nothing. Of two with the name neither is believed: nobody can tell which is ours. */
export function readCookie(header: string | undefined, name: string): string | null {
  const beginning = `${name}=`;
  const values = (header ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(beginning))
    .map((pair) => pair.slice(beginning.length));
  const [value = ''] = values;
  return values.length === 1 && value !== '' ? value : null;
}
