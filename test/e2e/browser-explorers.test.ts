import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { describeInBrowser, launchBrowser, type TestBrowser } from '../helpers/chromium.js';
import { createTestServer, type TestServer } from '../helpers/create-test-server.js';
import { goodPassword, signUp } from '../helpers/sign-in.js';

/** More: browser-explorers.full.test.ts. */

let server: TestServer;
let browser: TestBrowser;

describeInBrowser('the explorers in a real browser', () => {
  beforeAll(async () => {
    server = await createTestServer();
    browser = await launchBrowser();
    await signUp(server, 'ada');
  });

  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  test('GraphiQL signs in by itself, and keeps neither the password nor what is typed', async () => {
    const { page, consoleErrors } = await browser.visit(`${server.url}/health/live`);
    await page.evaluate(`localStorage.setItem('graphiql:tabState', '${goodPassword}')`);
    await page.goto(`${server.url}/graphiql?query=${encodeURIComponent('{ me { username } }')}`);

    await page.getByLabel('Username').fill('ada');
    await page.getByLabel('Password').fill(goodPassword);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Signed in as ada').waitFor();
    await page.locator('.graphiql-execute-button').click({ timeout: 30_000 });
    await page.locator('.result-window').getByText('"ada"').waitFor();
    await page.locator('.graphiql-query-editor .monaco-editor').click();
    await page.keyboard.press('Control+A');
    await page.keyboard.insertText(
      'mutation { login(input: { username: "ada", password: "typed thunder" }) { ok } }',
    );
    await page.waitForTimeout(1_000); // GraphiQL writes to the browser's storage a moment later

    const kept = await page.evaluate(
      'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href])',
    );
    expect(kept).not.toMatch(/thunder|eyJ/);
    expect(consoleErrors).toEqual([]);
  });
});
