import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { browserFile, openBrowser, type TestBrowser } from '../helpers/chromium.js';
import { ask, textAt } from '../helpers/http-client.js';
import { type CordonProcess, createInstallation, type Installation } from '../helpers/spawn-server.js';

let installation: Installation;
let server: CordonProcess;
let browser: TestBrowser;

const inBrowser = browserFile === null ? describe.skip : describe;

inBrowser('the explorers in a real browser', () => {
  beforeAll(async () => {
    installation = await createInstallation();
    server = await installation.start();
    browser = await openBrowser();
  }, 120_000);

  afterAll(async () => {
    await browser.close();
    await installation.close();
  });

  test('GraphiQL reads the schema and runs an operation without one request to anywhere else', async () => {
    const { page, outside, inside, complaints } = await browser.visit(`${server.url}/graphiql`);

    await page.locator('.graphiql-execute-button').click({ timeout: 30_000 });

    await page.locator('.result-window').getByText('setupRequired').waitFor();
    expect(outside).toEqual([]);
    expect(new Set(inside)).toEqual(new Set(['/graphiql', '/graphql']));
    expect(complaints).toEqual([]);
  }, 60_000);

  test('GraphiQL sends the token of its headers tab, and does not keep it', async () => {
    const made = await ask(
      server.url,
      'mutation { signUp(input: { username: "ada", email: "ada@example.com", password: "seventeen green herons" }) { tokens { accessToken } } }',
    );
    const token = textAt(made, 'data', 'signUp', 'tokens', 'accessToken');
    const query = encodeURIComponent('{ me { username } }');
    const { page, complaints } = await browser.visit(`${server.url}/graphiql?query=${query}`);

    await page.getByRole('button', { name: 'Headers' }).click({ timeout: 30_000 });
    await page.locator('.graphiql-editor-tool .monaco-editor:visible').click();
    await page.keyboard.insertText(`{ "Authorization": "Bearer ${token}" }`);
    await page.locator('.graphiql-execute-button').click();

    await page.locator('.result-window').getByText('"ada"').waitFor();
    await page.waitForTimeout(1_000); // GraphiQL writes to the browser's storage a moment later
    expect(await page.evaluate('JSON.stringify({ ...localStorage })')).not.toContain(token);
    expect(complaints).toEqual([]);
  }, 60_000);

  test('Sandbox says that it needs the internet when there is none, and leads to GraphiQL', async () => {
    const { page, outside } = await browser.visit(`${server.url}/sandbox`);

    await page.getByText('Apollo Sandbox could not be loaded').waitFor();
    expect(new Set(outside.map((url) => new URL(url).host))).toEqual(
      new Set(['embeddable-sandbox.cdn.apollographql.com']),
    );
    expect(await page.getByRole('link', { name: 'GraphiQL' }).getAttribute('href')).toBe('/graphiql');
  });

  test('Sandbox is started for this server when its program can be had', async () => {
    const { page, complaints } = await browser.visit(`${server.url}/health/live`);
    await page.route('https://embeddable-sandbox.cdn.apollographql.com/**', (route) =>
      route.fulfill({
        contentType: 'text/javascript',
        body: 'window.EmbeddedSandbox = class { constructor(options) { window.asked = options; } };',
      }),
    );

    await page.goto(`${server.url}/sandbox`);

    expect(await page.evaluate('window.asked')).toMatchObject({
      target: '#sandbox',
      initialEndpoint: `${server.url}/graphql`,
      runTelemetry: false,
    });
    expect(await page.locator('#notice').isVisible()).toBe(false);
    expect(complaints).toEqual([]);
  });

  test('the first page leads to everything, and every link works', async () => {
    const { page, outside, complaints } = await browser.visit(server.url);

    const links: string[] = await page
      .locator('a')
      .evaluateAll((all) => all.map((link) => String(Reflect.get(link, 'href'))));
    const statuses = await Promise.all(links.map(async (link) => (await fetch(link)).status));

    expect(links.length).toBeGreaterThan(4);
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(outside).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
