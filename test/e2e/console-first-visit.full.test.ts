import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { TOTP } from 'otpauth';
import type { Page, Request } from 'playwright-core';
import { describeInBrowser, launchBrowser, type PageVisit, type TestBrowser } from '../helpers/chromium.js';
import { sendGraphql } from '../helpers/http-client.js';
import { createInstallation, type Installation, type ServerProcess } from '../helpers/spawn-server.js';

/** What somebody sees who opens the console for the first time. */

const password = 'seventeen green herons';

let installation: Installation;
let server: ServerProcess;
let browser: TestBrowser;

async function signInAs(username: string, path: string): Promise<PageVisit> {
  const visit = await browser.visit(`${server.url}${path}`);
  await visit.page.getByLabel('Username or email address').fill(username);
  await visit.page.getByRole('textbox', { name: 'Password' }).fill(password);
  await visit.page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await visit.page.waitForURL(`${server.url}${path}`);
  return visit;
}

/** Keeps the next list of passkeys from the page until it is released, as a slow connection does. */
async function holdPasskeys(page: Page) {
  const isList = (request: Request) => request.postData()?.includes('query MyPasskeys') === true;
  let release = (): void => {};
  const isReleased = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route('**/graphql', async (route) => {
    if (isList(route.request())) await isReleased;
    await route.continue();
  });
  const isAnswered = page.waitForResponse((response) => isList(response.request()));
  return {
    isAsked: page.waitForRequest(isList),
    release: async () => {
      release();
      await isAnswered;
    },
  };
}

describeInBrowser('the console, opened for the first time', () => {
  beforeAll(async () => {
    installation = await createInstallation({ environment: { CORDON_MFA_REQUIRED_ROLES: 'ADMIN' } });
    await installation.cordon(
      ['admin', 'create', '--username', 'root', '--email', 'root@example.com', '--password-stdin'],
      { input: password },
    );
    server = await installation.start();
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser.close();
    await installation.close();
  });

  test('is among the addresses that the server prints', () => {
    expect(server.output()).toContain(`Console         ${server.url}/console\n`);
  });

  test('asks a visitor to sign in, without speaking of a session', async () => {
    const { page } = await browser.visit(`${server.url}/console/users`);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();

    expect(await page.getByText('session').count()).toBe(0);
    expect(new URL(page.url()).searchParams.get('return')).toBe('/console/users');
  });

  test('leads an administrator to the second factor that the role requires, and then works', async () => {
    const { page } = await signInAs('root', '/console/users');
    await page.getByText('Your role requires one').waitFor();
    await page.getByRole('link', { name: 'Set it up' }).click();
    await page.getByText('You have no passkeys yet').waitFor();
    await page.getByRole('button', { name: 'Set up an app' }).click();
    const text = await page.getByText(/Or type the secret: [A-Z2-7]{32}/).innerText();
    const secret = /[A-Z2-7]{32}/.exec(text)?.[0] ?? '';
    await page.getByLabel('Code of the app').fill(new TOTP({ secret }).generate());
    await page.getByRole('button', { name: 'Confirm' }).click();
    // While the list of passkeys is on its way, and when it is there.
    const list = await holdPasskeys(page);
    await page.getByRole('button', { name: 'I have kept them' }).click();
    await list.isAsked;
    expect(await page.getByText('Confirm that it is you').count()).toBe(0);
    await list.release();
    await page.getByText('You have no passkeys yet').waitFor();
    expect(await page.getByText('Confirm that it is you').count()).toBe(0);

    await page.goto(`${server.url}/console/users`);
    await page.getByRole('link', { name: 'root' }).waitFor();
    await page.getByRole('button', { name: 'New user' }).click();
    await page.getByLabel('Username', { exact: true }).fill('ada');
    await page.getByLabel('Email address', { exact: true }).fill('ada@example.com');
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await page.getByText('An invitation is also on its way to ada@example.com.').waitFor();
  });

  test('offers no passkeys at an IP address, and says why', async () => {
    await sendGraphql(
      server.url,
      `mutation { signUp(input: { username: "bob", email: "bob@example.com", password: "${password}" }) { ok } }`,
    );
    const { page } = await signInAs('bob', '/account/security');
    await page.getByText('Browsers have no passkeys for IP addresses.').waitFor();
    expect(await page.getByRole('button', { name: /passkey/ }).count()).toBe(0);

    const visitor = await browser.visit(`${server.url}/sign-in`);
    await visitor.page.getByText('Forgot your password?').waitFor();
    expect(await visitor.page.getByRole('button', { name: /passkey/ }).count()).toBe(0);

    await page.goto(`${server.url}/account/data`);
    await page.getByRole('button', { name: 'Delete my account' }).click();
    await page.getByRole('dialog').getByRole('textbox', { name: 'Password' }).fill(password);
    await page.getByRole('dialog').getByRole('button', { name: 'Delete my account' }).click();
    await page.getByText('Your account was deleted.').waitFor();
  });
});
