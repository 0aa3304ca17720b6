import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { describeInBrowser, launchBrowser, type TestBrowser } from '../helpers/chromium.js';
import { fillSignIn, visitConsole } from '../helpers/console-visit.js';
import { createTestServer, type TestServer } from '../helpers/create-test-server.js';
import { eventually } from '../helpers/eventually.js';
import { sendGraphql } from '../helpers/http-client.js';
import { signUp } from '../helpers/sign-in.js';

/** The pages for people. More: console-people.full.test.ts. */

let server: TestServer;
let browser: TestBrowser;

describeInBrowser('the pages for people', () => {
  beforeAll(async () => {
    server = await createTestServer();
    browser = await launchBrowser();
    await Promise.all(['ada', 'eve'].map((name) => signUp(server, name)));
  });

  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  test('show nothing of the old session after signing out, not even with the back button', async () => {
    const { page, consoleErrors, externalUrls } = await visitConsole(
      browser,
      server,
      'ada',
      '/account/profile',
    );
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

  test('lead to the sign-in page and back when the session was ended elsewhere', async () => {
    const { page } = await visitConsole(browser, server, 'eve', '/account/sessions');
    const other = await visitConsole(browser, server, 'eve', '/account/sessions');
    await other.page.getByRole('button', { name: 'End all others' }).click();
    await other.page.getByText(/sessions? (was|were) ended\./).waitFor();

    await page.getByRole('link', { name: 'Activity' }).click();
    await page.getByText('Your session has ended.').waitFor();
    await fillSignIn(page, 'eve');

    await page.waitForURL(`${server.url}/account/activity`);
  });

  test('show what others have written as text, and run none of it', async () => {
    const hostile = '<img src=x onerror=document.title=1><script>document.title=1</script>';
    const { accessToken: token } = await signUp(server, 'mallory');
    const named = await sendGraphql(
      server.url,
      'mutation ($name: String) { updateProfile(input: { fullName: $name }) { ok } }',
      { token, variables: { name: hostile } },
    );
    expect(named.text).toContain('"ok":true');
    const { page, consoleErrors } = await visitConsole(browser, server, 'mallory', '/account/sessions', {
      userAgent: `${hostile}"'`,
    });

    await page.getByRole('button', { name: hostile }).waitFor();
    await page.getByRole('link', { name: 'Activity' }).click();
    await page.getByRole('cell', { name: 'Signed in' }).first().waitFor();

    expect(await page.locator('img, #app script').count()).toBe(0);
    await eventually(async () => expect(await page.title()).toBe('Activity - Cordon'));
    expect(consoleErrors).toEqual([]);
  });
});
