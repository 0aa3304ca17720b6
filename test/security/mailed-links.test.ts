import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestMailbox } from '../../src/testing/test-mailbox.js';
import {
  createTestInstallation,
  type InProcessServer,
  type TestInstallation,
} from '../helpers/create-test-server.js';
import { type HttpResult, sendGraphql, sendHttp, valueAt } from '../helpers/http-client.js';
import {
  createFirstAdministrator,
  errorCodeOf,
  goodPassword,
  login,
  otherPassword,
  tokenFromLink,
} from '../helpers/sign-in.js';
import { testDatabaseUrl } from '../helpers/test-database.js';

/** Links in mails, attacked from outside; on a database server at two instances. */

let installation: TestInstallation;
let servers: readonly InProcessServer[];
let url: string;

beforeAll(async () => {
  installation = await createTestInstallation();
  const environment = { CORDON_EMAIL_VERIFICATION: 'required' };
  const first = await installation.start(environment);
  servers = testDatabaseUrl === null ? [first, first] : [first, await installation.start(environment)];
  ({ url } = first);
  await createFirstAdministrator(first);
});
afterAll(() => installation.close());

const signUp = (username: string, email: string): Promise<HttpResult> =>
  sendGraphql(
    url,
    `mutation ($input: SignUpInput!) {
      signUp(input: $input) { ok verificationRequired tokens { accessToken } user { id } userErrors { code } }
    }`,
    { variables: { input: { username, email, password: goodPassword } } },
  );

async function linkTo(address: string): Promise<string> {
  // Either instance may have sent it.
  const mails = await Promise.all(
    servers.map(({ server }) => createTestMailbox(server.app.mail).sent(address)),
  );
  const newest = mails.flat().toSorted((one, other) => Number(one.sentAt) - Number(other.sentAt));
  return String(newest.findLast(({ link }) => link !== null)?.link);
}

const requestReset = (email: string): Promise<HttpResult> =>
  sendGraphql(
    url,
    `mutation { requestPasswordReset(input: { email: "${email}" }) { ok userErrors { code } } }`,
  );

/** The response without date, request id and counters. */
function comparable({ status, headers, text }: HttpResult): unknown {
  const kept = [...headers].filter(([name]) => !/^(date|x-request-id|ratelimit)/.test(name));
  return { status, headers: kept, text };
}

test('the status, the headers and the body are the same whether somebody has the address or not', async () => {
  await signUp('ada', 'ada@example.com');
  const verify = `mutation { verifyEmail(token: "${tokenFromLink(await linkTo('ada@example.com'))}") { ok } }`;
  await sendGraphql(url, verify);

  expect(comparable(await requestReset('ada@example.com'))).toEqual(
    comparable(await requestReset('nobody@example.com')),
  );
  expect(comparable(await signUp('eve1', 'ada@example.com'))).toEqual(
    comparable(await signUp('eve2', 'free@example.com')),
  );
});

test('a mail scanner that opens, follows and previews the link uses nothing up', async () => {
  await signUp('scanned', 'scanned@example.com');
  const link = await linkTo('scanned@example.com');
  const token = tokenFromLink(link);
  for (const method of ['GET', 'HEAD', 'OPTIONS'] as const) await sendHttp(link, { method });
  const query = `mutation { verifyEmail(token: "${token}") { ok } }`;
  const asGet = await sendHttp(`${url}/graphql?query=${encodeURIComponent(query)}`, { method: 'GET' });

  expect(asGet.status).toBeGreaterThanOrEqual(400);
  expect(errorCodeOf(await login({ url }, 'scanned', goodPassword), 'login')).toBe('EMAIL_NOT_VERIFIED');
  expect(valueAt((await sendGraphql(url, query)).body, 'data', 'verifyEmail', 'ok')).toBe(true);
  expect(errorCodeOf(await login({ url }, 'scanned', goodPassword), 'login')).toBeNull();
});

test('of concurrent uses of one link at both instances one succeeds', async () => {
  await requestReset('ada@example.com');
  const token = tokenFromLink(await linkTo('ada@example.com'));
  const reset = `mutation { resetPassword(input: { token: "${token}", newPassword: "${otherPassword}" }) {
    ok userErrors { code } } }`;

  const answers = await Promise.all(
    [0, 1, 0, 1].map((index) => sendGraphql(String(servers[index]?.url), reset)),
  );

  const outcomes = answers.map((answer) => errorCodeOf(answer, 'resetPassword') ?? 'ok');
  expect(outcomes.toSorted()).toEqual(['TOKEN_INVALID', 'TOKEN_INVALID', 'TOKEN_INVALID', 'ok']);
});

test('a link leads to the configured address, whatever host a request names', async () => {
  const query = 'mutation { requestPasswordReset(input: { email: "ada@example.com" }) { ok } }';
  await sendHttp(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-forwarded-host': 'evil.example',
      forwarded: 'host=evil.example',
    },
    body: JSON.stringify({ query }),
  });

  expect(await linkTo('ada@example.com')).not.toContain('evil');
});

test('POST /token says after the right password only that the address is not verified', async () => {
  await signUp('formful', 'formful@example.com');
  const token = (password: string): Promise<HttpResult> =>
    sendHttp(`${url}/token`, {
      method: 'POST',
      body: new URLSearchParams({ username: 'formful', password }),
    });

  const [right, wrong] = [await token(goodPassword), await token(otherPassword)];
  expect([right.status, valueAt(right.body, 'error')]).toEqual([400, 'invalid_grant']);
  expect(right.text).toContain('The email address has to be verified');
  expect([wrong.status, wrong.text.includes('verified')]).toEqual([401, false]);
});

test('an operation requests one mail at most, and an address sixty in a quarter of an hour', async () => {
  const twice = `mutation { a: requestEmailVerification(email: "a@example.com") { ok }
    b: requestPasswordReset(input: { email: "b@example.com" }) { ok } }`;
  const refused = await sendGraphql(url, twice);
  expect([refused.status, valueAt(refused.body, 'errors', 0, 'extensions', 'code')]).toEqual([
    400,
    'GRAPHQL_VALIDATION_FAILED',
  ]);

  let last: HttpResult | null = null;
  for (let count = 0; count < 61; count += 1) last = await requestReset(`stranger${count}@example.com`);
  expect(last?.status).toBe(429);
  expect(last?.headers.get('retry-after')).toMatch(/^\d+$/);
});
