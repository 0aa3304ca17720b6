import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { TOTP } from 'otpauth';
import type { Page } from 'playwright-core';
import { findViolations } from '../helpers/accessibility.js';
import { describeInBrowser, launchBrowser, type TestBrowser } from '../helpers/chromium.js';
import { fillSignIn, visitConsole } from '../helpers/console-visit.js';
import { eventually } from '../helpers/eventually.js';
import { sendGraphql } from '../helpers/http-client.js';
import { goodPassword, signUp } from '../helpers/sign-in.js';
import { createInstallation, type Installation, type ServerProcess } from '../helpers/spawn-server.js';

let installation: Installation;
let server: ServerProcess;
let browser: TestBrowser;

/** Returns whether the page fits without scrolling sideways. */
function fitsInWidth(page: Page): Promise<boolean> {
  return page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth');
}

describeInBrowser('the pages for people', () => {
  beforeAll(async () => {
    installation = await createInstallation();
    server = await installation.start();
    browser = await launchBrowser();
    await Promise.all(['ada', 'bob'].map((name) => signUp(server, name)));
  });

  afterAll(async () => {
    await browser.close();
    await installation.close();
  });

  test.each([
    ['light', 'en'],
    ['dark', 'de'],
  ] as const)('pass WCAG 2.2 AA and fit into 320 pixels: %s, %s', async (colorScheme, locale) => {
    const viewport = { width: 320, height: 640 };
    const options = { colorScheme, locale, viewport, reducedMotion: 'reduce' } as const;
    const found: string[] = [];
    const check = async (page: Page): Promise<void> => {
      const { pathname } = new URL(page.url());
      for (const violation of await findViolations(page)) found.push(`${pathname} ${violation}`);
      if (!(await fitsInWidth(page))) found.push(`${pathname} is too wide`);
    };
    const token = '#token=cordon_setup_AAAA';
    for (const path of [
      '/sign-in',
      '/sign-up',
      '/reset',
      '/verify-email',
      '/email-change',
      `/setup${token}`,
    ]) {
      const { page } = await browser.visit(`${server.url}${path}`, options);
      await check(page);
      await page.context().close();
    }
    const { page } = await browser.visit(`${server.url}/sign-in?return=/account/profile`, options);
    await fillSignIn(page, 'ada');
    await page.waitForURL(`${server.url}/account/profile`);
    for (const name of ['profile', 'security', 'sessions', 'activity', 'data']) {
      await page.goto(`${server.url}/account/${name}`);
      await check(page);
    }
    await page.locator('.button.danger').click();
    await check(page);

    expect(found).toEqual([]);
  });

  test('are loaded anew in every tab when somebody else signs in', async () => {
    const { page } = await visitConsole(browser, server, 'ada', '/account/profile');
    const other = await page.context().newPage();
    await other.goto(`${server.url}/sign-up`);
    await other.locator('input[name=username]').fill('grace');
    await other.locator('input[name=email]').fill('grace@example.com');
    await other.locator('input[type=password]').fill(goodPassword);
    await other.locator('button[type=submit]').click();
    await other.waitForURL('**/account/profile');

    await page.getByText('grace@example.com').first().waitFor({ state: 'attached' });
    expect(await page.content()).not.toContain('ada@example.com');
    await page.context().close();
  });

  test('do not lead to another site after signing in', async () => {
    const { page } = await browser.visit(`${server.url}/sign-in?return=//evil.example/`);
    await fillSignIn(page, 'bob');

    await page.waitForURL(/\/account\/profile$/);
    expect(page.url()).toBe(`${server.url}/account/profile`);
  });

  test('count down after too many attempts, and keep the button off meanwhile', async () => {
    const { page } = await browser.visit(`${server.url}/sign-in`);
    const failure = 'mutation { login(input: { username: "mallory", password: "wrong" }) { ok } }';
    for (let attempt = 0; attempt < 11; attempt += 1) await sendGraphql(server.url, failure);

    await fillSignIn(page, 'mallory', 'wrong');

    await page.getByText(/You can try again in \d+ s\./).waitFor();
    await page.getByRole('button', { name: 'Sign in', exact: true, disabled: true }).waitFor();
  });

  test('set up an authenticator app, and ask for its code or a recovery code at the next sign-in', async () => {
    const { page } = await visitConsole(browser, server, 'bob', '/account/security');
    await page.getByRole('button', { name: 'Set up an app' }).click();
    await page.getByRole('img', { name: 'QR code with the secret for the app' }).waitFor();
    const totp = new TOTP({ secret: String(await page.locator('dialog code').textContent()) });
    expect(await findViolations(page)).toEqual([]);
    await page.getByLabel('Code of the app').fill(totp.generate());
    await page.getByRole('button', { name: 'Confirm' }).click();
    const codes = (await page.getByRole('textbox', { name: 'Recovery codes' }).inputValue()).split('\n');
    await page.getByRole('button', { name: 'I have kept them' }).click();

    const next = await browser.visit(`${server.url}/sign-in`);
    await fillSignIn(next.page, 'bob');
    await next.page.getByLabel('Code of the app').fill('000000');
    await next.page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await next.page.getByText('The code is wrong or was already used.').waitFor();
    expect(await findViolations(next.page)).toEqual([]);
    await next.page.getByRole('button', { name: 'Use a recovery code' }).click();
    await next.page.getByLabel('Recovery code').fill(codes[0] ?? '');
    await next.page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await next.page.waitForURL(`${server.url}/account/profile`);
  });

  test('cannot be framed by another page', async () => {
    const { page } = await browser.visit(`${server.url}/health/live`);
    await page.setContent(`<iframe src="${server.url}/sign-in"></iframe>`);

    // What Chromium shows in the place of a page that may not be framed.
    await eventually(() => expect(page.frames().at(-1)?.url()).toBe('chrome-error://chromewebdata/'));
  });

  test('keep what was typed when the server cannot be reached, and offer to try again', async () => {
    const { page } = await visitConsole(browser, server, 'ada', '/account/profile');
    await page.getByLabel('Full name').fill('Ada Stone');
    await page.context().setOffline(true);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The server could not be reached.').waitFor();

    await page.getByRole('link', { name: 'Activity' }).click();
    await page.getByRole('heading', { name: 'Activity' }).waitFor();
    await page.getByText('No connection').waitFor();
    await page.context().setOffline(false);
    await page.getByRole('button', { name: 'Try again' }).click();

    await page.getByRole('cell', { name: 'Signed in' }).first().waitFor();
  });
});
