import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { describeInBrowser, launchBrowser, type TestBrowser } from '../helpers/chromium.js';
import { sendGraphql, sendHttp, valueAt } from '../helpers/http-client.js';
import { createInstallation, type Installation, type ServerProcess } from '../helpers/spawn-server.js';

/** The refresh cookie from login to logout, over HTTP and in a browser on localhost. */

const password = 'seventeen green herons';
const login = `mutation { login(input: { username: "ada", password: "${password}", delivery: COOKIE }) {
  ok tokens { accessToken refreshToken sessionId } userErrors { code field } } }`;
const refresh =
  'mutation { refreshToken(input: {}) { ok tokens { accessToken refreshToken sessionId } userErrors { code } } }';
const logout = 'mutation { logout { ok revokedSessions } }';

let installation: Installation;
let server: ServerProcess;

beforeAll(async () => {
  installation = await createInstallation({ environment: { CORDON_ALLOWED_ORIGINS: 'https://app.example' } });
  server = await installation.start();
  await sendGraphql(
    server.url,
    `mutation { signUp(input: { username: "ada", email: "ada@example.com", password: "${password}" }) { ok } }`,
  );
});

afterAll(() => installation.close());

describe('over the wire', () => {
  const post = (query: string, headers: Readonly<Record<string, string>> = {}) =>
    sendHttp(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query }),
    });
  const cookiePairsOf = (headers: Headers) =>
    headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '');
  const cookieOf = (headers: Headers) =>
    cookiePairsOf(headers).find((pair) => pair.startsWith('__Host-cordon_refresh=')) ?? '';

  test('login sets a token cookie and a device cookie and returns no refresh token; the cookie refreshes and logs out', async () => {
    const signedIn = await post(login);

    expect(cookiePairsOf(signedIn.headers).map((pair) => pair.split('=')[0])).toEqual([
      '__Host-cordon_refresh',
      '__Host-cordon_device',
    ]);
    expect(valueAt(signedIn.body, 'data', 'login', 'tokens', 'refreshToken')).toBeNull();
    expect(signedIn.text).not.toContain('cordon_refresh_');
    const refreshed = await post(refresh, { cookie: cookieOf(signedIn.headers) });
    expect(valueAt(refreshed.body, 'data', 'refreshToken', 'ok')).toBe(true);
    expect(refreshed.text).not.toContain('cordon_refresh_');
    const loggedOut = await post(logout, { cookie: cookieOf(refreshed.headers) });
    expect(valueAt(loggedOut.body, 'data', 'logout')).toEqual({ ok: true, revokedSessions: 1 });
    expect(loggedOut.headers.getSetCookie()[0]).toContain('Max-Age=0');
  });

  test('two refreshes by aliases set one cookie with the last token, which is valid', async () => {
    const { headers } = await post(login);

    const twice = await post(
      'mutation { a: refreshToken(input: {}) { ok } b: refreshToken(input: {}) { ok } }',
      { cookie: cookieOf(headers) },
    );

    expect(valueAt(twice.body, 'data')).toEqual({ a: { ok: true }, b: { ok: true } });
    expect(twice.headers.getSetCookie()).toHaveLength(1);
    const again = await post(refresh, { cookie: cookieOf(twice.headers) });
    expect(valueAt(again.body, 'data', 'refreshToken', 'ok')).toBe(true);
  });

  test('the cookie is ignored from an origin that is not allowed, and none is set there', async () => {
    const { headers } = await post(login);
    const foreignOrigin = { origin: 'https://evil.example' };
    const cookie = cookieOf(headers);

    const refreshed = await post(refresh, { ...foreignOrigin, cookie });
    expect(valueAt(refreshed.body, 'data', 'refreshToken', 'userErrors', 0, 'code')).toBe(
      'REFRESH_TOKEN_INVALID',
    );
    const loggedOut = await post(logout, { ...foreignOrigin, cookie });
    expect(valueAt(loggedOut.body, 'data', 'logout', 'revokedSessions')).toBe(0);
    const loggedIn = await post(login, foreignOrigin);
    expect(valueAt(loggedIn.body, 'data', 'login', 'userErrors')).toEqual([
      { code: 'INVALID_INPUT', field: ['input', 'delivery'] },
    ]);
    for (const answer of [refreshed, loggedOut, loggedIn]) expect(answer.headers.getSetCookie()).toEqual([]);
    const allowed = await post(refresh, { origin: 'https://app.example', cookie });
    expect(valueAt(allowed.body, 'data', 'refreshToken', 'ok')).toBe(true);
  });

  test('a form, a text body and a GET, which browsers send without a preflight, have no effect', async () => {
    const cookie = cookieOf((await post(login)).headers);

    for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
      const { status } = await post(logout, { cookie, 'content-type': type });
      expect(status).toBe(415);
    }
    const got = await sendHttp(`${server.url}/graphql?query=${encodeURIComponent(logout)}`, {
      headers: { cookie },
    });
    expect(got.status).toBeGreaterThanOrEqual(400);
    expect(valueAt((await post(refresh, { cookie })).body, 'data', 'refreshToken', 'ok')).toBe(true);
  });

  test('a wrong password sets no cookie', async () => {
    const answer = await post(login.replace(password, 'seventeen grey herons'));

    expect(valueAt(answer.body, 'data', 'login', 'ok')).toBe(false);
    expect(answer.headers.getSetCookie()).toEqual([]);
  });
});

describeInBrowser('in a browser on http://localhost', () => {
  let browser: TestBrowser;

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  const sendFromPage = (page: Page, query: string) =>
    page.evaluate(async (text) => {
      const response = await fetch('/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: text }),
      });
      return response.json();
    }, query);

  // The content security policy of /setup allows requests to the server.
  test('keeps the user signed in after a reload until logout, and no script sees the token', async () => {
    const { page } = await browser.visit(`${server.url.replace('127.0.0.1', 'localhost')}/setup`);

    expect(await sendFromPage(page, login)).toMatchObject({
      data: { login: { ok: true, tokens: { refreshToken: null } } },
    });
    expect(await page.evaluate('document.cookie')).toBe('');
    const attributes = { httpOnly: true, secure: true, sameSite: 'Strict', path: '/' };
    const cookies = await page.context().cookies();
    // Cookies of the same moment have no order.
    expect(cookies.sort((one, other) => one.name.localeCompare(other.name))).toMatchObject([
      { name: '__Host-cordon_device', ...attributes },
      { name: '__Host-cordon_refresh', ...attributes },
    ]);
    await page.reload();
    expect(await sendFromPage(page, refresh)).toMatchObject({ data: { refreshToken: { ok: true } } });
    await page.reload();
    expect(await sendFromPage(page, logout)).toEqual({ data: { logout: { ok: true, revokedSessions: 1 } } });
    // The device cookie remains; it does not authenticate the user.
    expect(await page.context().cookies()).toMatchObject([{ name: '__Host-cordon_device' }]);
  });
});
