import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { TOTP } from 'otpauth';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { findViolations } from '../helpers/accessibility.js';
import { chromiumPath, launchBrowser, type PageVisit, type TestBrowser } from '../helpers/chromium.js';
import { sendGraphql } from '../helpers/http-client.js';
import { createInstallation, type Installation, type ServerProcess } from '../helpers/spawn-server.js';

/** The pages for people, at the built server. */

const password = 'seventeen green herons';

let installation: Installation;
let server: ServerProcess;
let browser: TestBrowser;

async function signUp(username: string, more = ''): Promise<void> {
  const { text } = await sendGraphql(
    server.url,
    `mutation { signUp(input: { username: "${username}", email: "${username}@example.com", password: "${password}" ${more} }) { ok } }`,
  );
  expect(text).toContain('"ok":true');
}

async function visitSignedIn(
  username: string,
  path: string,
  options?: BrowserContextOptions,
): Promise<PageVisit> {
  const visit = await browser.visit(`${server.url}/sign-in?return=${encodeURIComponent(path)}`, options);
  await enterPassword(visit.page, username);
  await visit.page.waitForURL(`${server.url}${path}`);
  return visit;
}

async function enterPassword(page: Page, username: string, given = password): Promise<void> {
  await page.getByLabel('Username or email address').fill(username);
  await page.getByRole('textbox', { name: 'Password' }).fill(given);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

const describeInBrowser = chromiumPath === null ? describe.skip : describe;

describeInBrowser('the pages for people', () => {
  beforeAll(async () => {
    installation = await createInstallation();
    server = await installation.start();
    browser = await launchBrowser();
    await Promise.all(['ada', 'bob', 'eve'].map((name) => signUp(name)));
  }, 120_000);

  afterAll(async () => {
    await browser.close();
    await installation.close();
  });

  test('are loaded anew in every tab when somebody else signs in', async () => {
    const { page } = await visitSignedIn('ada', '/account/profile');
    const other = await page.context().newPage();
    await other.goto(`${server.url}/sign-up`);
    await other.locator('input[name=username]').fill('grace');
    await other.locator('input[name=email]').fill('grace@example.com');
    await other.locator('input[type=password]').fill(password);
    await other.locator('button[type=submit]').click();
    await other.waitForURL('**/account/profile');

    await page.getByText('grace@example.com').first().waitFor({ state: 'attached' });
    expect(await page.content()).not.toContain('ada@example.com');
    await page.context().close();
  });

  test('show nothing of the old session after signing out, not even with the back button', async () => {
    const { page, consoleErrors, externalUrls } = await visitSignedIn('ada', '/account/profile');
    await page.getByRole('link', { name: 'Activity' }).click();
    await page.getByRole('cell', { name: 'Signed in' }).first().waitFor();
    await page.getByRole('button', { name: 'ada' }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('You are signed out.').waitFor();

    expect(await page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])')).toBe(
      '[{},{}]',
    );
    await page.goBack();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await page.content()).not.toContain('ada@example.com');
    expect(consoleErrors).toEqual([]);
    expect(externalUrls).toEqual([]);
  });

  test('do not lead to another site after signing in', async () => {
    const { page } = await browser.visit(`${server.url}/sign-in?return=//evil.example/`);
    await enterPassword(page, 'bob');

    await page.waitForURL(/\/account\/profile$/);
    expect(page.url()).toBe(`${server.url}/account/profile`);
  });

  test('count down after too many attempts, and keep the button off meanwhile', async () => {
    const { page } = await browser.visit(`${server.url}/sign-in`);
    const failure = 'mutation { login(input: { username: "mallory", password: "wrong" }) { ok } }';
    for (let attempt = 0; attempt < 11; attempt += 1) await sendGraphql(server.url, failure);

    await enterPassword(page, 'mallory', 'wrong');

    await page.getByText(/You can try again in \d+ s\./).waitFor();
    expect(
      await page.getByRole('button', { name: 'Sign in', exact: true }).getAttribute('aria-disabled'),
    ).toBe('true');
  });

  test('set up an authenticator app, and ask for its code or a recovery code at the next sign-in', async () => {
    const { page } = await visitSignedIn('bob', '/account/security');
    await page.getByRole('button', { name: 'Set up an app' }).click();
    await page.getByRole('img', { name: 'QR code with the secret for the app' }).waitFor();
    const totp = new TOTP({ secret: String(await page.locator('dialog code').textContent()) });
    expect(await findViolations(page)).toEqual([]);
    await page.getByLabel('Code of the app').fill(totp.generate());
    await page.getByRole('button', { name: 'Confirm' }).click();
    const codes = (await page.getByRole('textbox', { name: 'Recovery codes' }).inputValue()).split('\n');
    await page.getByRole('button', { name: 'I have kept them' }).click();

    const next = await browser.visit(`${server.url}/sign-in`);
    await enterPassword(next.page, 'bob');
    await next.page.getByLabel('Code of the app').fill('000000');
    await next.page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await next.page.getByText('The code is wrong or was already used.').waitFor();
    expect(await findViolations(next.page)).toEqual([]);
    await next.page.getByRole('button', { name: 'Use a recovery code' }).click();
    await next.page.getByLabel('Recovery code').fill(codes[0] ?? '');
    await next.page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await next.page.waitForURL(`${server.url}/account/profile`);
  });

  test('lead to the sign-in page and back when the session was ended elsewhere', async () => {
    const { page } = await visitSignedIn('eve', '/account/sessions');
    const other = await visitSignedIn('eve', '/account/sessions');
    await other.page.getByRole('button', { name: 'End all others' }).click();
    await other.page.getByText(/sessions? (was|were) ended\./).waitFor();

    await page.getByRole('link', { name: 'Activity' }).click();
    await page.getByText('Your session has ended.').waitFor();
    await enterPassword(page, 'eve');

    await page.waitForURL(`${server.url}/account/activity`);
  });

  test('show what others have written as text, and run none of it', async () => {
    const hostile = '<img src=x onerror=document.title=1><script>document.title=1</script>';
    await signUp('mallory-2', `fullName: ${JSON.stringify(hostile)}`);
    const { page, consoleErrors } = await visitSignedIn('mallory-2', '/account/sessions', {
      userAgent: `${hostile}"'`,
    });

    await page.getByRole('button', { name: hostile }).waitFor();
    await page.getByRole('link', { name: 'Activity' }).click();
    await page.getByRole('cell', { name: 'Signed in' }).first().waitFor();

    expect(await page.locator('img, #app script').count()).toBe(0);
    expect(await page.title()).toBe('Activity - Cordon');
    expect(consoleErrors).toEqual([]);
  });

  test('cannot be framed by another page', async () => {
    const { page } = await browser.visit(`${server.url}/health/live`);
    await page.setContent(`<iframe src="${server.url}/sign-in"></iframe>`);
    await page.waitForTimeout(500);

    expect(await page.frames().at(-1)?.locator('form').count()).toBe(0);
  });

  test('keep what was typed when the server cannot be reached, and offer to try again', async () => {
    const { page } = await visitSignedIn('ada', '/account/profile');
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
