import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { findViolations } from '../helpers/accessibility.js';
import { chromiumPath, launchBrowser, type TestBrowser } from '../helpers/chromium.js';
import { sendGraphql } from '../helpers/http-client.js';
import { createInstallation, type Installation, type ServerProcess } from '../helpers/spawn-server.js';

const password = 'seventeen green herons';

let installation: Installation;
let server: ServerProcess;
let browser: TestBrowser;

const describeInBrowser = chromiumPath === null ? describe.skip : describe;

/** Returns whether the page fits without scrolling sideways. */
function fitsInWidth(page: Page): Promise<boolean> {
  return page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth');
}

describeInBrowser('the pages for people', () => {
  beforeAll(async () => {
    installation = await createInstallation();
    server = await installation.start();
    browser = await launchBrowser();
    await sendGraphql(
      server.url,
      `mutation { signUp(input: { username: "ada", email: "ada@example.com", password: "${password}" }) { ok } }`,
    );
  }, 120_000);

  afterAll(async () => {
    await browser.close();
    await installation.close();
  });

  test.each([
    ['light', 'en'],
    ['dark', 'de'],
  ] as const)(
    'pass WCAG 2.2 AA and fit into 320 pixels: %s, %s',
    async (colorScheme, locale) => {
      const viewport = { width: 320, height: 640 };
      const options = { colorScheme, locale, viewport, reducedMotion: 'reduce' } as const;
      const found: string[] = [];
      const check = async (page: Page): Promise<void> => {
        await page.locator('h1').waitFor();
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
      await page.locator('[name=username]').fill('ada');
      await page.locator('[name=password]').fill(password);
      await page.locator('button[type=submit]').click();
      await page.waitForURL(`${server.url}/account/profile`);
      for (const name of ['profile', 'security', 'sessions', 'activity', 'data']) {
        await page.goto(`${server.url}/account/${name}`);
        await page.waitForLoadState('networkidle');
        await check(page);
      }
      await page.locator('.button.danger').click();
      await check(page);

      expect(found).toEqual([]);
    },
    60_000,
  );
});
