import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { describeInBrowser, launchBrowser, type TestBrowser } from '../helpers/chromium.js';
import { goodPassword, signUp } from '../helpers/sign-in.js';
import { createInstallation, type Installation, type ServerProcess } from '../helpers/spawn-server.js';
import { createStaticPageServer, type StaticPageServer } from '../helpers/static-page-server.js';

/**
 * The refresh cookie in a browser, for apps on an allowed origin and on one that is not allowed.
 */

let installation: Installation;
let server: ServerProcess;
let allowed: StaticPageServer;
let foreign: StaticPageServer;
let browser: TestBrowser;

describeInBrowser('a page on another origin', () => {
  beforeAll(async () => {
    [allowed, foreign] = [await createStaticPageServer(), await createStaticPageServer()];
    installation = await createInstallation({ environment: { CORDON_ALLOWED_ORIGINS: allowed.origin } });
    server = await installation.start();
    await signUp(server, 'ada');
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser.close();
    await installation.close();
    await Promise.all([allowed.close(), foreign.close()]);
  });

  const endpoint = (): string => `${server.url.replace('127.0.0.1', 'localhost')}/graphql`;
  const load = (page: Page): Promise<unknown> =>
    page.evaluate(`import('/client/index.js').then((library) => {
      window.library = library;
      window.client = library.createCordonClient({ endpoint: '${endpoint()}', delivery: 'COOKIE' });
    })`);
  const name = (page: Page): Promise<unknown> =>
    page.evaluate(`client.send(library.meDocument, {}).then(({ me }) => me?.username ?? null, String)`);
  const signIn = (page: Page): Promise<unknown> =>
    page.evaluate(
      `client.login({ username: 'ada', password: '${goodPassword}' }).then(({ ok }) => ok, () => 'rejected')`,
    );

  test('that is allowed stays signed in after a reload, and its scripts never see the refresh token', async () => {
    const { page } = await browser.visit(allowed.origin);
    await load(page);

    expect(await signIn(page)).toBe(true);
    await page.reload();
    await load(page);

    expect(await name(page)).toBe('ada');
    expect(
      await page.evaluate('JSON.stringify({ ...localStorage, ...sessionStorage }) + document.cookie'),
    ).toBe('{}');
    await page.evaluate('client.logout()');
    // The device cookie remains; it does not authenticate the user.
    expect(await page.context().cookies()).toMatchObject([{ name: '__Host-cordon_device' }]);
    await page.context().close();
  });

  test('that is not allowed can neither sign in, nor use the cookie of a signed-in user, nor end their session', async () => {
    const { page } = await browser.visit(allowed.origin);
    await load(page);
    await signIn(page);
    const other = await page.context().newPage();
    await other.goto(foreign.origin);
    await load(other);
    const logoutAndRefresh = `mutation { logout { ok } refreshToken(input: {}) { ok } }`;

    expect(await signIn(other)).toBe('rejected');
    const answers = await other.evaluate(
      async ([url, query]) => {
        const body = JSON.stringify({ query });
        const send = (options: RequestInit) =>
          fetch(String(url), { method: 'POST', credentials: 'include', body, ...options }).then(
            ({ type }) => type,
            () => 'rejected',
          );
        return [
          await send({ headers: { 'content-type': 'application/json' } }),
          // Browsers send this without a preflight, but scripts cannot read the response.
          await send({ mode: 'no-cors', headers: { 'content-type': 'text/plain' } }),
        ];
      },
      [endpoint(), logoutAndRefresh],
    );
    expect(answers).toEqual(['rejected', 'opaque']);

    await page.reload();
    await load(page);
    expect(await name(page)).toBe('ada');
    await page.context().close();
  });
});
