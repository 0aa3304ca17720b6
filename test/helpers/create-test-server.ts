import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../src/platform/config/index.js';
import { createServer, type Server, type ServerExtension } from '../../src/server.js';
import { sendGraphql, stringAt, valueAt } from './http-client.js';
import { createEmptyDatabase, testDatabaseUrl } from './test-database.js';

/** A whole server in the test's own process, on a database and a port of its own: asked over HTTP, and looked into. */
export interface TestServer {
  readonly url: string;
  readonly server: Server;
  /** The one-time link of the first administrator. */
  readonly setupLink: string;
  /** Runs SQL as the server's own role. */
  sql(text: string, values?: readonly unknown[]): Promise<readonly Record<string, unknown>[]>;
  close(): Promise<void>;
}

/** Somebody signed in there. */
export interface SignedInUser {
  readonly id: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** A password that the policy accepts. */
export const goodPassword = 'violet thunder over the quiet harbour';

/** Another one. */
export const otherPassword = 'seven lanterns beside a frozen river';

/** Starts one, on the database that the tests run on; hashing is not the subject, so it is as cheap as bcrypt can be. */
export async function createTestServer(
  environment: Readonly<Record<string, string>> = {},
  extension: ServerExtension = {},
): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'cordon-served-'));
  const database = testDatabaseUrl === null ? null : await createEmptyDatabase(testDatabaseUrl);
  const config = readConfig({
    PORT: '0',
    CORDON_DATA_DIR: join(folder, 'data'),
    CORDON_BCRYPT_COST: '4',
    LOG_LEVEL: 'silent',
    ...(database === null ? {} : { DATABASE_URL: database.url }),
    ...environment,
  });
  const server = createServer(config, extension);
  const { url, setupLink } = await server.start();
  return {
    url,
    server,
    setupLink: setupLink ?? '',
    sql: (text, values = []) => server.app.database.dataSource.query(text, [...values]),
    close: async () => {
      await server.stop();
      await database?.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The token of a one-time link. */
export function tokenFromLink(link: unknown): string {
  return String(link).split('#token=')[1] ?? '';
}

const signedInSelection = 'userErrors { code } tokens { accessToken refreshToken } user { id }';

/** Follows a setup link or an invitation. */
export async function acceptLink(
  { url }: TestServer,
  token: string,
  names: Readonly<Record<string, string>> = {},
): Promise<SignedInUser> {
  const query = `mutation ($input: AcceptInvitationInput!) { acceptInvitation(input: $input) { ${signedInSelection} } }`;
  return signedInUserFrom(
    await sendGraphql(url, query, { variables: { input: { token, password: goodPassword, ...names } } }),
    'acceptInvitation',
  );
}

/** The first administrator. */
export function createFirstAdministrator(testServer: TestServer): Promise<SignedInUser> {
  const names = { username: 'admin', email: 'admin@example.com' };
  return acceptLink(testServer, tokenFromLink(testServer.setupLink), names);
}

/** Signs somebody new up, as `<name>@example.com` unless told otherwise. */
export async function signUp(
  { url }: TestServer,
  username: string,
  email = `${username}@example.com`,
): Promise<SignedInUser> {
  const query = `mutation ($input: SignUpInput!) { signUp(input: $input) { ${signedInSelection} } }`;
  const answer = await sendGraphql(url, query, {
    variables: { input: { username, email, password: goodPassword } },
  });
  return signedInUserFrom(answer, 'signUp');
}

/** Tries to sign in; answers the whole answer. */
export function login(
  { url }: TestServer,
  username: string,
  password: string,
): ReturnType<typeof sendGraphql> {
  const query = `mutation ($input: LoginInput!) { login(input: $input) { status passwordChangeToken ${signedInSelection} } }`;
  return sendGraphql(url, query, { variables: { input: { username, password } } });
}

/** The code of the refusal that a mutation answered as data, or of the first error at the top; null for none. */
export function errorCodeOf({ body }: { readonly body: unknown }, field: string): unknown {
  return (
    valueAt(body, 'data', field, 'userErrors', 0, 'code') ??
    valueAt(body, 'errors', 0, 'extensions', 'code') ??
    null
  );
}

function signedInUserFrom(answer: Awaited<ReturnType<typeof sendGraphql>>, field: string): SignedInUser {
  return {
    id: stringAt(answer, 'data', field, 'user', 'id'),
    accessToken: stringAt(answer, 'data', field, 'tokens', 'accessToken'),
    refreshToken: stringAt(answer, 'data', field, 'tokens', 'refreshToken'),
  };
}
