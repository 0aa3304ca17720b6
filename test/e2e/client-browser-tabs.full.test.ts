import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { describeInBrowser, launchBrowser, type TestBrowser } from '../helpers/chromium.js';
import { goodPassword, signUp } from '../helpers/sign-in.js';
import { createInstallation, type Installation, type ServerProcess } from '../helpers/spawn-server.js';
import { createStaticPageServer, type StaticPageServer } from '../helpers/static-page-server.js';

/** cordon/client in several tabs of one origin, whose clock the test moves. */

const tabCount = 4;
const tokenSeconds = 600;

let installation: Installation;
let server: ServerProcess;
let pageServer: StaticPageServer;
let browser: TestBrowser;

describeInBrowser('several tabs of one browser', () => {
  beforeAll(async () => {
    installation = await createInstallation({
      environment: { CORDON_ACCESS_TOKEN_TTL_SECONDS: String(tokenSeconds) },
    });
    server = await installation.start();
    pageServer = await createStaticPageServer(server.url);
    await signUp(server, 'ada');
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser.close();
    await pageServer.close();
    await installation.close();
  });

  const load = (page: Page, options: string): Promise<unknown> =>
    page.evaluate(`import('/client/index.js').then((library) => {
      window.sessionEvents = [];
      window.library = library;
      window.ahead = 0;
      // Each tab waits ten times longer for the others, so that a slow machine changes nothing.
      const clock = {
        now: () => Date.now() + ahead,
        sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds * 10)),
      };
      window.client = library.createCordonClient({ endpoint: '/graphql', clock, ${options} });
      window.client.onSession((session) => window.sessionEvents.push(session));
    })`);
  const names = (page: Page): Promise<unknown> =>
    page.evaluate(`Promise.all([1, 2, 3].map(() => client.send(library.meDocument, {})
      .then(({ me }) => me.username, (error) => JSON.stringify(error.errors ?? error.message))))`);
  const openTabs = async (options: string): Promise<readonly Page[]> => {
    const { page } = await browser.visit(pageServer.origin);
    const pages = [page];
    while (pages.length < tabCount) {
      const tab = await page.context().newPage();
      await tab.goto(pageServer.origin);
      pages.push(tab);
    }
    for (const tab of pages) await load(tab, options);
    return pages;
  };

  test.each([
    ['in memory', ''],
    ['in localStorage', 'storage: localStorage'],
    ['in a cookie', "delivery: 'COOKIE'"],
  ])(
    'with the refresh token %s: one refresh for each expiry, all tabs stay signed in, one logout ends all',
    async (_, options) => {
      const tabs = await openTabs(options);
      const [first, second] = tabs;
      await first?.evaluate(`client.login({ username: 'ada', password: '${goodPassword}' })`);
      for (const tab of tabs) await tab.waitForFunction('sessionEvents.length === 1');
      const before = pageServer.refreshCount();

      for (let expiry = 1; expiry <= 3; expiry += 1) {
        for (const tab of tabs) await tab.evaluate(`ahead += ${tokenSeconds} * 1000`);
        expect(await Promise.all(tabs.map(names))).toEqual(Array(tabCount).fill(['ada', 'ada', 'ada']));
        expect(pageServer.refreshCount() - before).toBe(expiry);
      }

      await second?.evaluate('client.logout()');
      for (const tab of tabs) {
        await tab.waitForFunction('sessionEvents.length === 2');
        expect(await tab.evaluate('client.accessToken()')).toBeNull();
        expect(await tab.evaluate('sessionEvents')).toEqual([expect.any(String), null]);
      }
      await first?.context().close();
    },
  );

  test('a cookie keeps the user signed in after a reload, and no script can read a refresh token', async () => {
    const { page } = await browser.visit(pageServer.origin);
    await load(page, "delivery: 'COOKIE'");
    await page.evaluate(`client.login({ username: 'ada', password: '${goodPassword}' })`);

    await page.reload();
    await load(page, "delivery: 'COOKIE'");

    expect(await names(page)).toEqual(['ada', 'ada', 'ada']);
    expect(await page.evaluate('JSON.stringify({ ...localStorage }) + document.cookie')).toBe('{}');
    await page.context().close();
  });
});
