import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Secret, TOTP } from 'otpauth';
import { describeDevice } from '../../../src/modules/mail/describe-device.js';
import type { MailboxMail } from '../../../src/modules/mail/index.js';
import { createTestServer, type TestServer } from '../../helpers/create-test-server.js';
import { type HttpResult, sendGraphql, sendHttp, stringAt } from '../../helpers/http-client.js';
import {
  acceptLink,
  createFirstAdministrator,
  goodPassword,
  otherPassword,
  tokenFromLink,
} from '../../helpers/sign-in.js';

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0';
const chrome =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36';

let server: TestServer;
let admin: string;
let users = 0;

beforeAll(async () => {
  server = await createTestServer();
  admin = (await createFirstAdministrator(server)).accessToken;
});
afterAll(() => server.close());
beforeEach(async () => {
  await mails();
  server.server.app.mail.mailbox?.clear();
});

async function mails(): Promise<readonly MailboxMail[]> {
  await server.server.app.mail.sender.sendDue();
  return server.server.app.mail.mailbox?.mails() ?? [];
}

const subjects = async (): Promise<readonly string[]> => (await mails()).map(({ subject }) => subject);

async function createUser(
  overrides: Readonly<Record<string, unknown>> = {},
  locale: string | null = null,
): Promise<{ id: string; username: string }> {
  users += 1;
  const username = `user${users}`;
  const { user } = await server.server.users.create({
    username,
    email: `${username}@example.com`,
    emailVerified: true,
    mustChangePassword: false,
    password: goodPassword,
    ...overrides,
  });
  await server.sql('UPDATE users SET locale = $2 WHERE id = $1', [user.id, locale]);
  return user;
}

const disable = (id: string): Promise<unknown> =>
  sendGraphql(server.url, `mutation ($input: DisableUserInput!) { disableUser(input: $input) { ok } }`, {
    token: admin,
    variables: { input: { id, reason: 'embezzlement' } },
  });

interface Browser {
  readonly agent: string;
  cookie?: string;
}

/** Logs in like a browser, with its cookies. Returns the access token. */
async function login(username: string, browser: Browser, password = goodPassword): Promise<string> {
  const answer = await sendHttp(`${server.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'user-agent': browser.agent,
      ...(browser.cookie === undefined ? {} : { cookie: browser.cookie }),
    },
    body: JSON.stringify({
      query: `mutation ($input: LoginInput!) { login(input: $input) { tokens { accessToken } } }`,
      variables: { input: { username, password } },
    }),
  });
  browser.cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  return stringAt(answer, 'data', 'login', 'tokens', 'accessToken');
}

describe('a login', () => {
  test('on a device that was not used before is announced once, with its address', async () => {
    const { username } = await createUser({}, 'de-DE');
    await login(username, { agent: firefox });
    await login(username, { agent: firefox });

    expect(await mails()).toEqual([
      expect.objectContaining({
        to: `${username}@example.com`,
        subject: 'Neue Anmeldung in Ihrem Konto',
        text: expect.stringMatching(/Gerät: Firefox, Linux, 127\.0\.0\.1\n\nZeit: 20\d\d-/),
      }),
    ]);
  });

  test('from another program at the same address is announced too', async () => {
    const { username } = await createUser();
    await login(username, { agent: firefox });
    await login(username, { agent: chrome });

    expect(await subjects()).toHaveLength(2);
  });

  test('on a device with the cookie of an earlier login is not, whatever it says about itself', async () => {
    const { username } = await createUser();
    const browser: Browser = { agent: firefox };
    await login(username, browser);
    await login(username, { ...browser, agent: chrome });

    expect(await subjects()).toHaveLength(1);
  });

  test('that fails is not', async () => {
    const { username } = await createUser();
    await login(username, { agent: firefox }, 'wrong password').catch(() => {});

    expect(await mails()).toEqual([]);
  });
});

describe('a notice is sent for', () => {
  test('a password that its owner has changed', async () => {
    const { username } = await createUser();
    const token = await login(username, { agent: firefox });
    await sendGraphql(
      server.url,
      `mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { ok } }`,
      { token, variables: { input: { currentPassword: goodPassword, newPassword: otherPassword } } },
    );

    expect(await subjects()).toEqual(['New sign-in to your account', 'Your password was changed']);
  });

  test('a password that was set with a link, but not for the link of an administrator', async () => {
    const { id } = await createUser();
    const answer = await sendGraphql(
      server.url,
      `mutation ($id: ID!) { resetUserPassword(id: $id) { link } }`,
      { token: admin, variables: { id } },
    );
    expect(await mails()).toEqual([]);
    const token = tokenFromLink(stringAt(answer, 'data', 'resetUserPassword', 'link'));
    await sendGraphql(
      server.url,
      `mutation ($input: ResetPasswordInput!) { resetPassword(input: $input) { ok } }`,
      { variables: { input: { token, newPassword: otherPassword } } },
    );

    expect(await subjects()).toEqual(['Your password was changed']);
  });

  test('an account that was disabled, without the reason of the administrator', async () => {
    const { id } = await createUser();
    await disable(id);

    const [mail] = await mails();
    expect(mail?.subject).toBe('Your account was disabled');
    expect(JSON.stringify(mail)).not.toMatch(/embezzlement/);
  });
});

describe('a notice is sent for a second factor', () => {
  const mutate = (token: string, query: string, variables = {}): Promise<HttpResult> =>
    sendGraphql(server.url, query, { token, variables });

  test('that was added, and one that was removed', async () => {
    const { id, username } = await createUser();
    const token = await login(username, { agent: firefox });
    const begun = await mutate(token, 'mutation { enrollTotp { enrollment { enrollmentId secret } } }');
    const enrollment = (name: string): string => stringAt(begun, 'data', 'enrollTotp', 'enrollment', name);
    const code = new TOTP({ secret: Secret.fromBase32(enrollment('secret')) }).generate();
    const confirm =
      'mutation ($id: ID!, $code: String!) { confirmTotp(enrollmentId: $id, code: $code) { ok } }';
    await mutate(token, confirm, { id: enrollment('enrollmentId'), code });
    await mutate(admin, 'mutation ($id: ID!) { resetUserMfa(id: $id, reason: "lost") { ok } }', { id });

    expect((await subjects()).slice(1)).toEqual([
      'A sign-in method was added to your account',
      'A sign-in method was removed from your account',
    ]);
  });
});

describe('no notice is sent', () => {
  test('to an address that is not verified', async () => {
    const { id, username } = await createUser({ emailVerified: false });
    await login(username, { agent: firefox });
    await disable(id);

    expect(await mails()).toEqual([]);
  });

  test('for the session of an accepted invitation', async () => {
    const { invitationLink } = await server.server.users.create({
      username: 'invited',
      email: 'invited@example.com',
      emailVerified: true,
    });
    await acceptLink(server, tokenFromLink(invitationLink));

    expect((await mails()).map(({ subject }) => subject)).toEqual(['You have been invited']);
  });

  test('for a session that the server starts by itself', async () => {
    const { id } = await createUser();
    await server.server.issueTokens(id);

    expect(await mails()).toEqual([]);
  });

  test('for a change that is rolled back', async () => {
    const { id } = await createUser();
    const stop = server.server.on(
      'user.disabled',
      () => {
        throw new Error('rolled back');
      },
      { inTransaction: true },
    );
    await disable(id);
    stop();

    expect(await mails()).toEqual([]);
  });
});

describe('describeDevice', () => {
  test.each([
    [firefox, 'Firefox, Linux, 203.0.113.7'],
    [chrome, 'Chrome, Windows, 203.0.113.7'],
    ['curl/8.5.0', '203.0.113.7'],
    ['Call +1 900 123456 now', '203.0.113.7'],
    [null, '203.0.113.7'],
  ])('%j', (userAgent, expected) => {
    expect(describeDevice({ userAgent, ipAddress: '203.0.113.7' })).toBe(expected);
  });

  test('a session without an address', () => {
    expect(describeDevice({ userAgent: null, ipAddress: null })).toBe('?');
  });
});
