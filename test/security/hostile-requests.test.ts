import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestServer, type TestServer } from '../helpers/create-test-server.js';
import { type HttpResult, sendGraphql, sendHttp, valueAt } from '../helpers/http-client.js';
import { type ConnectionWatch, sendEndlessBody, watchConnections } from '../helpers/raw-http-client.js';
import { type SignedInUser, signUp } from '../helpers/sign-in.js';

/**
 * Requirements 20 and 21: expensive requests are rejected before they cost anything. Measured by work that
 * was not done (no database statement, no byte read beyond the limit), so that the speed of the machine does
 * not matter.
 */

const bodyLimitBytes = 100_000;
/** A multiple of what the operating system and Node read in one operation. */
const slackBytes = 400_000;

let testServer: TestServer;
let user: SignedInUser;
let watch: ConnectionWatch;
let statements = 0;

beforeAll(async () => {
  testServer = await createTestServer();
  user = await signUp(testServer, 'wren');
  const silent = (): void => {};
  testServer.server.app.database.dataSource.setOptions({
    logger: {
      // The key ring reads the keys from time to time, and the sender of mails its outbox.
      logQuery: (query: string) => {
        if (!/signing_keys|mail_outbox|^(START|COMMIT|ROLLBACK)/.test(query)) statements += 1;
      },
      logQueryError: silent,
      logQuerySlow: silent,
      logSchemaBuild: silent,
      logMigration: silent,
      log: silent,
    },
  });
  watch = watchConnections();
});
afterAll(async () => {
  watch.stop();
  await testServer.close();
});

async function measureStatements(
  work: () => Promise<HttpResult>,
): Promise<{ answer: HttpResult; statements: number }> {
  statements = 0;
  const answer = await work();
  return { answer, statements };
}

/** Checks that the server still responds to a signed-in user. */
async function expectServerResponsive(): Promise<void> {
  const me = await sendGraphql(testServer.url, '{ me { username } }', { token: user.accessToken });
  expect(valueAt(me.body, 'data', 'me', 'username')).toBe('wren');
}

const times = (count: number, part: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => part(index)).join(' ');

/** Returns fragments that double each other: 2^n fields in a text of length n. */
const fragmentBomb = (levels: number): string =>
  `{ me { ...f0 } } ${times(levels, (level) => `fragment f${level} on User { a: id ...f${level + 1} ...f${level + 1} }`)} fragment f${levels} on User { id }`;

describe('an operation over a limit is rejected before any database statement', () => {
  test.each<[what: string, query: string, code: string]>([
    ['3,000 brackets', `{ me(x: ${'['.repeat(3000)}${']'.repeat(3000)}) { id } }`, 'OPERATION_TOO_COMPLEX'],
    ['3,000 open brackets', '{'.repeat(3000), 'OPERATION_TOO_COMPLEX'],
    [
      'selections nested 40 deep',
      `{ me { ${'sessions { user { '.repeat(20)} id ${'} }'.repeat(20)} } }`,
      'OPERATION_TOO_COMPLEX',
    ],
    ['100 aliases', `{ ${times(100, (index) => `a${index}: server { version }`)} }`, 'OPERATION_TOO_COMPLEX'],
    [
      '100 aliases below one field',
      `{ me { ${times(100, (index) => `a${index}: id`)} } }`,
      'OPERATION_TOO_COMPLEX',
    ],
    ['25 root fields', `{ ${times(25, (index) => `a${index}: __typename`)} }`, 'OPERATION_TOO_COMPLEX'],
    ['fragments that double 12 times', fragmentBomb(12), 'OPERATION_TOO_COMPLEX'],
    ['fragments that double 60 times', fragmentBomb(60), 'OPERATION_TOO_COMPLEX'],
    [
      'fragments in a circle',
      '{ me { ...a } } fragment a on User { ...b } fragment b on User { ...a }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      '300 directives on one field',
      `{ me ${times(300, () => '@include(if: true)')} { id } }`,
      'OPERATION_TOO_COMPLEX',
    ],
    [
      '100 unknown directives',
      `{ me ${times(100, (index) => `@d${index}`)} { id } }`,
      'OPERATION_TOO_COMPLEX',
    ],
    ['2,000 fields', `{ me { ${times(2000, () => 'id')} } }`, 'OPERATION_TOO_COMPLEX'],
    ['900 unknown fields', `{ ${times(900, (index) => `x${index}`)} }`, 'OPERATION_TOO_COMPLEX'],
    ['a name of 90,000 letters', `{ ${'x'.repeat(90_000)} }`, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'a string of 12,000 escapes',
      `{ me(x: "${'\\u0041'.repeat(12_000)}") { id } }`,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'a block string of 45,000 lines',
      `{ me(x: """${'\n'.repeat(45_000)}""") { id } }`,
      'GRAPHQL_VALIDATION_FAILED',
    ],
  ])('%s', async (_what, query, code) => {
    const { answer, statements } = await measureStatements(() => sendGraphql(testServer.url, query));

    expect({
      status: answer.status,
      code: valueAt(answer.body, 'errors', 0, 'extensions', 'code'),
      statements,
    }).toEqual({
      status: 400,
      code,
      statements: 0,
    });
    expect(answer.text.length).toBeLessThan(3000);
    await expectServerResponsive();
  });

  test.each([
    ['40,000 levels of arrays', `${'['.repeat(40_000)}${']'.repeat(40_000)}`],
    ['45,000 numbers', `[${'1,'.repeat(45_000)}1]`],
    ['5,000 members', `{${times(5000, (index) => `"m${index}":1,`)}"m":1}`],
  ])('variables of %s', async (_what, value) => {
    const query = 'mutation ($input: LoginInput!) { login(input: $input) { ok } }';
    const body = `{"query": "${query}", "variables": {"input": ${value}}}`;
    const headers = { 'content-type': 'application/json' };

    const { answer, statements } = await measureStatements(() =>
      sendHttp(`${testServer.url}/graphql`, { method: 'POST', headers, body }),
    );

    expect({ status: answer.status, statements }).toEqual({ status: 400, statements: 0 });
    expect(answer.text.length).toBeLessThan(3000);
    await expectServerResponsive();
  });
});

describe('a body is read up to the limit only', () => {
  test.each([
    ['for /graphql', 'POST /graphql HTTP/1.1\r\ncontent-type: application/json', 413],
    ['for /token', 'POST /token HTTP/1.1\r\ncontent-type: application/x-www-form-urlencoded', 413],
    [
      'declared as gzip',
      'POST /graphql HTTP/1.1\r\ncontent-type: application/json\r\ncontent-encoding: gzip',
      415,
    ],
    ['of another type', 'POST /token HTTP/1.1\r\ncontent-type: text/plain', 400],
    ['for a page that is not there', 'POST /nowhere HTTP/1.1\r\ncontent-type: application/json', 404],
    ['for a page that takes none', 'GET /health/live HTTP/1.1\r\ncontent-type: application/json', 200],
    ['for an address that is none', 'POST /%zz HTTP/1.1\r\ncontent-type: application/json', 400],
  ])('%s', async (_what, headers, status) => {
    const { text, bytesRead } = await sendEndlessBody(testServer.url, headers, 40_000_000, watch);

    expect(bytesRead).toBeLessThan(bodyLimitBytes + slackBytes);
    // The response may be lost with the connection; when there is one, it must be this.
    if (text !== '') expect(text).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    await expectServerResponsive();
  });

  test('a gzip bomb is rejected without decompression', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000, ' '));
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };

    const { answer, statements } = await measureStatements(() =>
      sendHttp(`${testServer.url}/graphql`, { method: 'POST', headers, body: new Uint8Array(bomb) }),
    );

    expect({ status: answer.status, statements }).toEqual({ status: 415, statements: 0 });
  });
});
