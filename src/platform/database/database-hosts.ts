import pg, { type Client } from 'pg';
import { boundedWait, createSingleFlight, type PostgresUrl, parsePostgresUrl } from '../../shared/index.js';

/** The servers that a URL names. All connections of a process lead to one of them, the current host. */
export interface DatabaseHosts {
  /** The URL of the first host, with the options that apply to all. */
  readonly url: string;
  /** Connects to the current host; without one, to the first host in order that can be used. */
  readonly Client: typeof Client;
  /** Returns false for a connection to another host than the current one. */
  isCurrent(client: Client): boolean;
  /** Makes the next connection try the hosts in order. */
  forget(): void;
}

type Host = Pick<Client, 'host' | 'port'>;

/** How long the search may take, as long as the opening of one connection. Each host has its share. */
const searchMs = 3_000;

/**
 * Reads the URL. Where only a server that accepts writes may be used, every new connection asks for it: a
 * primary may have come back as a standby. Throws for a URL that the configuration would have rejected.
 */
export function createDatabaseHosts(
  text: string,
  options: Partial<Pick<PostgresUrl, 'needsPrimary'>> = {},
): DatabaseHosts {
  const parsed = parsePostgresUrl(text);
  if (parsed === null || 'problem' in parsed) throw new Error('The URL of the database is not valid.');
  const { urls } = parsed;
  const { needsPrimary } = { ...parsed, ...options };
  const url = urls[0];
  if (urls.length === 1 && !needsPrimary)
    return { url, Client: pg.Client, isCurrent: () => true, forget: () => {} };

  let current: Host | null = null;
  const search = createSingleFlight(() => findHost({ urls, needsPrimary }), { patienceMs: null });

  /** When it rejects, nothing stays open. */
  async function connectToHost(client: Client, connect: () => Promise<Client>): Promise<Client> {
    const host = current ?? (urls.length === 1 ? hostOf(client) : await search.runShared());
    Object.assign(client, host);
    client.on('error', ignoreError);
    try {
      await connect();
      if (needsPrimary) await assertPrimary(client, searchMs);
    } catch (error) {
      if (current === host) current = null;
      client.end().catch(() => {});
      throw error;
    }
    current = host;
    return client;
  }

  /** The pool creates its connections with a class. */
  class HostClient extends pg.Client {
    override connect(): Promise<Client>;
    override connect(callback: ConnectCallback): void;
    override connect(callback?: ConnectCallback): Promise<Client> | undefined {
      const connected = connectToHost(this, () => super.connect());
      if (callback === undefined) return connected;
      connected.then((client) => callback(null, client), callback);
      return undefined;
    }
  }

  return {
    url,
    Client: HostClient,
    isCurrent: ({ host, port }) => current === null || (host === current.host && port === current.port),
    forget: () => {
      current = null;
    },
  };
}

/**
 * Without a handler, an error after the connection is established would end the process. The pool adds its
 * own only when the connection is ready. The error also rejects the query in progress.
 */
function ignoreError(): void {}

type ConnectCallback = (error: Error | null, client?: Client) => void;

/**
 * Returns the first host in order that can be used. Otherwise rejects with the first error that a server has
 * sent, because it says more than that another host was unreachable.
 */
async function findHost({ urls, needsPrimary }: PostgresUrl): Promise<Host> {
  const limitMs = searchMs / urls.length;
  const errors: unknown[] = [];
  for (const url of urls) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: limitMs });
    client.on('error', ignoreError);
    try {
      await client.connect();
      if (needsPrimary) await assertPrimary(client, limitMs);
      return hostOf(client);
    } catch (error) {
      errors.push(error);
    } finally {
      client.end().catch(() => {});
    }
  }
  throw errors.find((error) => error instanceof pg.DatabaseError) ?? errors[0];
}

/** Throws read_only_sql_transaction (25006) unless the server accepts writes, which a standby does not. */
async function assertPrimary(client: Client, limitMs: number): Promise<void> {
  const query = client.query<{ readonly transaction_read_only: string }>('SHOW transaction_read_only');
  const { rows } = await boundedWait(query, { limitMs });
  if (rows[0]?.transaction_read_only === 'off') return;
  const message = 'the server is a standby or read-only';
  throw Object.assign(new pg.DatabaseError(message, 0, 'error'), { code: '25006' });
}

function hostOf({ host, port }: Client): Host {
  return { host, port };
}
