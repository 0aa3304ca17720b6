/** A URL of one or several Postgres servers, as libpq reads it. */
export interface PostgresUrl {
  /** A URL for each host, in order, with the credentials and options that apply to all. */
  readonly urls: readonly [string, ...string[]];
  /** Whether only a server that accepts writes may be used: `target_session_attrs=read-write`. */
  readonly needsPrimary: boolean;
}

/** What is wrong with a URL, as the end of a sentence; without the value. */
interface Problem {
  readonly problem: string;
}

const parts = /^(?<start>postgres(?:ql)?:\/\/(?:[^/?#]*@)?)(?<hosts>[^/?#]*)(?<rest>.*)$/is;

/**
 * Parses postgresql://user:password@host:port,host:port/name?options. Returns null for anything that does not
 * have this form.
 */
export function parsePostgresUrl(text: string): PostgresUrl | Problem | null {
  const { start = '', hosts = '', rest = '' } = parts.exec(text)?.groups ?? {};
  const names = hosts.split(',');
  if (names.length > 1 && names.some((name) => name === '' || name.startsWith(':')))
    return { problem: 'must name a host before and after each comma' };
  const [first = '', ...others] = names.map((name) => `${start}${name}${rest}`);
  if (![first, ...others].every(isSingleHostUrl)) return null;
  return withTarget([first, ...others]);
}

function isSingleHostUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { hash, pathname, hostname, searchParams } = new URL(text);
  // An unescaped # in a password would silently truncate the URL.
  return hash === '' && pathname.length > 1 && (hostname !== '' || searchParams.has('host'));
}

function withTarget(urls: PostgresUrl['urls']): PostgresUrl | Problem {
  const { searchParams } = new URL(urls[0]);
  const given = ['host', 'port'].flatMap((name) => searchParams.getAll(name));
  if (given.some((value) => urls.length > 1 || value.includes(',')))
    return { problem: 'must name several hosts like postgresql://user:password@host1:5432,host2:5432/name' };
  const target = searchParams.get('target_session_attrs') ?? (urls.length > 1 ? 'read-write' : 'any');
  if (target !== 'read-write' && target !== 'any')
    return { problem: 'must have read-write or any as target_session_attrs' };
  return { urls, needsPrimary: target === 'read-write' };
}
