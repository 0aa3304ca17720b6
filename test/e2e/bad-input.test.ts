import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Finished } from '../support/built-program.js';
import {
  type CordonProcess,
  createInstallation,
  type Environment,
  type Installation,
} from '../support/cordon-process.js';
import { describeEmbedded, describeOnServer, serverUrl } from '../support/database.js';
import { type Contents, contentsOfServer, queryFolder, queryServer } from '../support/database-contents.js';
import {
  createRefusingPostgres,
  createSilentServer,
  freePort,
  occupyPort,
} from '../support/false-servers.js';
import { ask, at, type HttpAnswer, send } from '../support/graphql-over-http.js';

/** Every row of "Bad input": one clear line that says what to do, the right status or exit code, and nothing is lost. */

const password = 'seventeen green herons';

let installation: Installation;
let server: CordonProcess;
let before: Contents;

beforeAll(async () => {
  installation = await createInstallation({ environment: { LOG_LEVEL: 'error' } });
  server = await installation.start();
  const made = await ask(
    server.url,
    `mutation ($input: SignUpInput!) { signUp(input: $input) { ok tokens { accessToken } } }`,
    { variables: { input: { username: 'ada', email: 'ada@example.com', password } } },
  );
  expect(at(made.body, 'data', 'signUp', 'ok')).toBe(true);
  before = await installation.contents();
  expect(before['users']?.rows).toBe(1);
}, 120_000);

afterAll(() => installation.close());

async function expectNothingLost(): Promise<void> {
  expect(await installation.contents()).toEqual(before);
}

function post(body: string, headers: Readonly<Record<string, string>> = {}): Promise<HttpAnswer> {
  return send(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
}

/** One sentence or two for a developer, on one line, from which no machinery looks out. */
function expectClear(message: unknown): void {
  expect(message).toEqual(expect.stringMatching(/^[A-Z`][^\n]{5,300}\.?$/));
  expect(message).not.toMatch(/node_modules|at .*:\d+|undefined|TypeError|TypeORM|password authentication/);
}

describe('what a client sends wrongly', () => {
  test.each([
    ['a body that is cut off', '{"query": "{ server { ver', 400],
    ['a body that is no JSON at all', 'query { server { version } }', 400],
    ['an empty body', '', 400],
    ['a number', '42', 400],
    ['null', 'null', 400],
    ['a list: there is no batching', '[{"query": "{ server { version } }"}]', 400],
    ['a query that is no text', '{"query": 7}', 400],
    ['no query', '{}', 400],
    ['variables that are no object', '{"query": "{ server { version } }", "variables": "x"}', 400],
    ['a query with a syntax error', '{"query": "{ server {"}', 400],
    ['a field that does not exist', '{"query": "{ everything }"}', 400],
    [
      'an operation that does not exist',
      '{"query": "{ server { version } }", "operationName": "Nobody"}',
      400,
    ],
    [
      'two operations and no name',
      '{"query": "query A { server { version } } query B { server { version } }"}',
      400,
    ],
    [
      'a variable of the wrong kind',
      '{"query": "mutation ($i: LoginInput!) { login(input: $i) { ok } }", "variables": {"i": {"username": 1}}}',
      400,
    ],
    [
      'a body of 101 kB',
      `{"query": "{ server { version } }", "variables": {"x": "${'x'.repeat(101_000)}"}}`,
      413,
    ],
  ])('%s', async (_what, body, status) => {
    const answer = await post(body);

    expect(answer.status).toBe(status);
    expectClear(at(answer.body, 'errors', 0, 'message'));
    expect(answer.body).not.toHaveProperty('data');
    expect(answer.text.length).toBeLessThan(1000);
  });

  test.each([
    ['text', 'text/plain'],
    ['a form', 'application/x-www-form-urlencoded'],
    ['a multipart form', 'multipart/form-data; boundary=x'],
    ['GraphQL as itself', 'application/graphql'],
  ])('a body that is called %s', async (_what, type) => {
    const answer = await post('{"query": "{ server { version } }"}', { 'content-type': type });

    expect([400, 415]).toContain(answer.status);
    expectClear(at(answer.body, 'errors', 0, 'message'));
  });

  test('a value is never repeated in what is said about it', async () => {
    const answer = await ask(server.url, 'mutation ($i: LoginInput!) { login(input: $i) { ok } }', {
      variables: { i: { username: 'ada', password: 'hunter22hunter22', pasword: 'hunter33hunter33' } },
    });

    expect(answer.status).toBe(400);
    expect(answer.text).not.toMatch(/hunter/);
  });

  test.each([
    ['bytes', 'not-a-token', 'TOKEN_MALFORMED'],
    ['a token of somebody else', 'e30.e30.AAAA', 'TOKEN_INVALID'],
  ])('a bad token (%s) refuses what needs a caller, and nothing else', async (_what, token, reason) => {
    const refused = await ask(server.url, '{ me { id } }', { token });
    const open = await ask(server.url, '{ server { version } }', { token });
    const userInfo = await send(`${server.url}/userinfo`, { headers: { authorization: `Bearer ${token}` } });

    expect(refused.status).toBe(401);
    expect(at(refused.body, 'errors', 0, 'extensions', 'code')).toBe('UNAUTHENTICATED');
    expect(at(refused.body, 'errors', 0, 'extensions', 'reason')).toBe(reason);
    expectClear(at(refused.body, 'errors', 0, 'message'));
    expect(open.status).toBe(200);
    expect(userInfo.status).toBe(401);
    expect(at(userInfo.body, 'detail')).toBe('Could not validate credentials');
  });

  test.each([
    ['/token', 'POST', '{"grant_type": "password"}', 'application/json', 400],
    ['/token', 'POST', 'grant_type=magic', 'application/x-www-form-urlencoded', 400],
    ['/token', 'POST', 'username=ada&username=eve&password=x', 'application/x-www-form-urlencoded', 400],
    [
      '/token',
      'POST',
      `username=ada&password=${'x'.repeat(101_000)}`,
      'application/x-www-form-urlencoded',
      413,
    ],
    ['/token', 'GET', undefined, '', 405],
    ['/nowhere', 'GET', undefined, '', 404],
    ['/%ZZ', 'GET', undefined, '', 400],
  ])('%s by %s with %.20s', async (path, method, body, type, status) => {
    const answer = await send(`${server.url}${path}`, {
      method,
      ...(body === undefined ? {} : { body, headers: { 'content-type': type } }),
    });

    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    expectClear(at(answer.body, 'detail'));
    expect(at(answer.body, 'error')).toEqual(expect.any(String));
  });

  test('none of it changed a row, and none was a fault of ours: the log of errors is empty', async () => {
    await expectNothingLost();
    expect(server.output()).not.toMatch(/"level":"(error|fatal)"/);
  });
});

/** A start that must fail: one line for each fault, on standard error, nothing of the machinery. */
function expectRefusedStart({ exitCode, stdout, stderr }: Finished, code: number, ...lines: RegExp[]): void {
  expect({ exitCode, stdout, stderr }).toMatchObject({ exitCode: code, stdout: '' });
  const said = stderr.trimEnd().split('\n');
  expect(said).toHaveLength(lines.length);
  for (const [place, line] of lines.entries()) expect(said[place]).toMatch(line);
  expect(stderr).not.toMatch(/node_modules|^\s+at /m);
}

const production: Environment = {
  NODE_ENV: 'production',
  CORDON_BCRYPT_COST: undefined,
  DATABASE_URL: undefined,
};

describe('what keeps the server from starting', () => {
  const start = (environment: Environment): Promise<Finished> =>
    installation.cordon(['start'], { environment });
  const withUrl = (url: string): Promise<Finished> => start({ DATABASE_URL: url });

  test('an unknown variable of Cordon, and every other fault beside it', async () => {
    const finished = await start({ CORDON_BCRYPT_COSTS: '12', PORT: 'http', CORDON_ISSUER: 'nowhere' });

    expectRefusedStart(
      finished,
      3,
      /^CORDON_BCRYPT_COSTS is not a variable of Cordon\. Remove it, or correct its name/,
      /^CORDON_ISSUER is not an origin like/,
      /^PORT is not a whole number from 0 to 65535\./,
    );
  });

  test('in production, every secret and address that is missing, at once', async () => {
    expectRefusedStart(
      await start(production),
      3,
      /^DATABASE_URL \(or DATABASE_URL_FILE\) is missing\. Name your Postgres database/,
      /^CORDON_ISSUER is missing\. /,
      /^CORDON_MASTER_KEY \(or CORDON_MASTER_KEY_FILE\) is missing\. Make one with `cordon secret`\.$/,
    );
  });

  test('in production, a secret out of an example', async () => {
    const finished = await start({
      ...production,
      DATABASE_URL: 'postgresql://cordon:changeme@127.0.0.1:5432/cordon',
      CORDON_ISSUER: 'https://id.example.com',
      CORDON_MASTER_KEY: Buffer.alloc(32).toString('base64'),
    });

    expectRefusedStart(
      finished,
      3,
      /^DATABASE_URL must carry a password of its own, not an example in production\./,
      /^CORDON_MASTER_KEY is a placeholder, not 32 random bytes\. /,
    );
    expect(finished.stderr).not.toContain('changeme');
  });

  test('a database where nobody listens', async () => {
    const port = await freePort();

    const finished = await withUrl(`postgresql://cordon:own-password@127.0.0.1:${port}/cordon`);

    expectRefusedStart(
      finished,
      4,
      /^The database in DATABASE_URL cannot be reached \(ECONNREFUSED\)\. Check /,
    );
    expect(finished.stderr).not.toContain('own-password');
  });

  test('a database that never answers', async () => {
    const silent = await createSilentServer();

    const finished = await withUrl(`postgresql://cordon:own-password@127.0.0.1:${silent.port}/cordon`);
    await silent.close();

    expectRefusedStart(finished, 4, /^The database in DATABASE_URL cannot be reached \(.+\)\. Check /);
  });

  test('a wrong password of the database', async () => {
    const refusing = await createRefusingPostgres();

    const finished = await withUrl(`postgresql://cordon:own-password@127.0.0.1:${refusing.port}/cordon`);
    await refusing.close();

    expectRefusedStart(finished, 4, /^The database refused the password in DATABASE_URL\. Put the right /);
    expect(finished.stderr).not.toContain('own-password');
  });

  test('a data folder that cannot be one', async () => {
    const file = join(installation.folder, 'a-file');
    writeFileSync(file, '');

    const finished = await start({ DATABASE_URL: undefined, CORDON_DATA_DIR: join(file, 'data') });

    expectRefusedStart(finished, 4, /^The data folder .+ cannot be made or written\. .+ CORDON_DATA_DIR\.$/);
  });

  test('a data folder whose database is in pieces', async () => {
    const dataFolder = join(installation.folder, 'pieces');
    mkdirSync(join(dataFolder, 'database'), { recursive: true });
    writeFileSync(join(dataFolder, 'database', 'PG_VERSION'), '18\n');

    const finished = await start({ DATABASE_URL: undefined, CORDON_DATA_DIR: dataFolder });

    expectRefusedStart(finished, 4, /^The embedded database in .+ cannot be opened\. Restore a copy /);
  });

  test('none of it changed a row of the server beside', expectNothingLost);
});

describeEmbedded('the embedded database', () => {
  let embedded: Installation;
  let holder: CordonProcess;

  beforeAll(async () => {
    embedded = await createInstallation({ environment: { LOG_LEVEL: 'error' } });
  });
  afterAll(() => embedded.close());

  test('lets go of its folder when somebody has the port', async () => {
    const occupied = await occupyPort();

    const finished = await embedded.cordon(['start'], { environment: { PORT: String(occupied.port) } });
    await occupied.close();

    expectRefusedStart(finished, 4, new RegExp(`^Port ${occupied.port} on 127\\.0\\.0\\.1 is .+ PORT`));
    holder = await embedded.start();
  }, 90_000);

  test('in use by another process is not opened twice', async () => {
    const contents = await embedded.contents();

    const finished = await embedded.cordon(['start']);

    expectRefusedStart(
      finished,
      4,
      /^The data folder .+ is in use by another Cordon process\. Stop that one, or .+ CORDON_DATA_DIR\.$/,
    );
    expect((await send(`${holder.url}/health/ready`)).status).toBe(200);
    expect(await embedded.contents()).toEqual(contents);
  });

  test('sealed under another master key is left as it is', async () => {
    await holder.stop();
    const contents = await embedded.contents();

    const finished = await embedded.cordon(['start'], { environment: { CORDON_MASTER_KEY: otherMasterKey } });

    expectRefusedStart(finished, 4, /^.*master key.*\. .*\.$/i);
    expect(await embedded.contents()).toEqual(contents);
  });

  test('of a newer release is left as it is', async () => {
    await queryFolder(join(embedded.dataFolder, 'database'), (query) => query(fromTheFuture));
    const contents = await embedded.contents();

    const finished = await embedded.cordon(['start']);

    expectRefusedStart(
      finished,
      4,
      /^The database was migrated by a newer release .+ Start that release, or /,
    );
    expect(await embedded.contents()).toEqual(contents);
  });
});

const otherMasterKey = 'BgfqxBiRrSLtdgmQGjcZkDjvpT5yBR5uZ7VPDmLLa9E=';
const fromTheFuture = `INSERT INTO migrations (timestamp, name) VALUES (1999999999999, 'Later1999999999999')`;

describeOnServer('a Postgres server', () => {
  test('whose database is of a newer release is left as it is', async () => {
    const other = await createInstallation();
    const url = other.databaseUrl ?? '';
    await (await other.start()).stop();
    await queryServer(url, (query) => query(fromTheFuture));
    const contents = await contentsOfServer(url);

    const finished = await other.cordon(['start']);

    expectRefusedStart(
      finished,
      4,
      /^The database was migrated by a newer release .+ Start that release, or /,
    );
    expect(await contentsOfServer(url)).toEqual(contents);
    await other.close();
  }, 60_000);

  test('on an occupied port: the migrated database is left whole', async () => {
    const occupied = await occupyPort();

    const finished = await installation.cordon(['start'], { environment: { PORT: String(occupied.port) } });
    await occupied.close();

    expectRefusedStart(finished, 4, new RegExp(`^Port ${occupied.port} on 127\\.0\\.0\\.1 is .+ PORT`));
    await expectNothingLost();
  });

  test('under another master key: what is sealed stays sealed', async () => {
    const finished = await installation.cordon(['start'], {
      environment: { CORDON_MASTER_KEY: otherMasterKey },
    });

    expectRefusedStart(finished, 4, /^.*master key.*\. .*\.$/i);
    await expectNothingLost();
  });

  const testWithPassword = new URL(serverUrl ?? 'http://none').password === '' ? test.skip : test;
  testWithPassword('that asks for another password', async () => {
    const url = new URL(serverUrl ?? '');
    url.password = 'own-password';

    const finished = await installation.cordon(['start'], { environment: { DATABASE_URL: url.href } });

    expectRefusedStart(finished, 4, /^The database refused the password in DATABASE_URL\. Put the right /);
    expect(finished.stderr).not.toContain('own-password');
  });

  test('without that database', async () => {
    const url = new URL(serverUrl ?? '');
    url.pathname = '/cordon_nowhere';

    const finished = await installation.cordon(['start'], { environment: { DATABASE_URL: url.href } });

    expectRefusedStart(finished, 4, /^The database named in DATABASE_URL does not exist\. Create it, /);
  });
});
