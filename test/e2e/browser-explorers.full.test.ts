import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { describeInBrowser, launchBrowser, type TestBrowser } from '../helpers/chromium.js';
import { createTestServer, type TestServer } from '../helpers/create-test-server.js';
import { sendGraphql, stringAt } from '../helpers/http-client.js';

let server: TestServer;
let browser: TestBrowser;

describeInBrowser('the explorers in a real browser', () => {
  beforeAll(async () => {
    server = await createTestServer();
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  test('GraphiQL loads the schema and runs an operation without a request to another host', async () => {
    const { page, externalUrls, sameOriginPaths, consoleErrors } = await browser.visit(
      `${server.url}/graphiql`,
    );

    await page.locator('.graphiql-execute-button').click({ timeout: 30_000 });

    await page.locator('.result-window').getByText('setupRequired').waitFor();
    expect(externalUrls).toEqual([]);
    expect(sameOriginPaths.filter((path) => !path.startsWith('/console/assets/'))).toEqual(
      expect.arrayContaining(['/graphiql', '/graphql']),
    );
    expect(consoleErrors).toEqual([]);
  });

  test('GraphiQL sends the token of its headers tab and does not store it', async () => {
    const made = await sendGraphql(
      server.url,
      'mutation { signUp(input: { username: "ada", email: "ada@example.com", password: "seventeen green herons" }) { tokens { accessToken } } }',
    );
    const token = stringAt(made, 'data', 'signUp', 'tokens', 'accessToken');
    const query = encodeURIComponent('{ me { username } }');
    const { page, consoleErrors } = await browser.visit(`${server.url}/graphiql?query=${query}`);

    await page.getByRole('button', { name: 'Headers' }).click({ timeout: 30_000 });
    await page.locator('.graphiql-editor-tool .monaco-editor:visible').click();
    await page.keyboard.insertText(`{ "Authorization": "Bearer ${token}" }`);
    await page.locator('.graphiql-execute-button').click();

    await page.locator('.result-window').getByText('"ada"').waitFor();
    await page.waitForTimeout(1_000); // GraphiQL writes to the browser's storage a moment later
    expect(await page.evaluate('JSON.stringify({ ...localStorage })')).not.toContain(token);
    expect(consoleErrors).toEqual([]);
  });

  test('Sandbox reports that it needs internet access and links to GraphiQL', async () => {
    const { page, externalUrls } = await browser.visit(`${server.url}/sandbox`);

    await page.getByText('Apollo Sandbox could not be loaded').waitFor();
    expect(new Set(externalUrls.map((url) => new URL(url).host))).toEqual(
      new Set(['embeddable-sandbox.cdn.apollographql.com']),
    );
    expect(await page.getByRole('link', { name: 'GraphiQL' }).getAttribute('href')).toBe('/graphiql');
  });

  test('Sandbox starts with the URL of this server when its script can be loaded', async () => {
    const { page, consoleErrors } = await browser.visit(`${server.url}/health/live`);
    await page.route('https://embeddable-sandbox.cdn.apollographql.com/**', (route) =>
      route.fulfill({
        contentType: 'text/javascript',
        body: 'window.EmbeddedSandbox = class { constructor(options) { window.sandboxOptions = options; } };',
      }),
    );

    await page.goto(`${server.url}/sandbox`);

    expect(await page.evaluate('window.sandboxOptions')).toMatchObject({
      target: '#sandbox',
      initialEndpoint: `${server.url}/graphql`,
      runTelemetry: false,
    });
    expect(await page.locator('#notice').isVisible()).toBe(false);
    expect(consoleErrors).toEqual([]);
  });

  test('the start page links to every tool, and every link works', async () => {
    const { page, externalUrls, consoleErrors } = await browser.visit(server.url);

    const links: string[] = await page
      .locator('a')
      .evaluateAll((all) => all.map((link) => String(Reflect.get(link, 'href'))));
    const statuses = await Promise.all(links.map(async (link) => (await fetch(link)).status));

    expect(links.length).toBeGreaterThan(4);
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(externalUrls).toEqual([]);
    expect(consoleErrors).toEqual([]);
  });
});
