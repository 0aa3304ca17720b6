import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { findViolations } from '../helpers/accessibility.js';
import { chromiumPath, launchBrowser, type TestBrowser } from '../helpers/chromium.js';
import { type ConsoleVisit, visitConsole } from '../helpers/console-visit.js';
import { createTestServer, type TestServer } from '../helpers/create-test-server.js';
import { createFirstAdministrator, type SignedInUser, signUp } from '../helpers/sign-in.js';

/** Every page about users, sessions, the audit log and keys, and every dialog, as axe-core sees it. */

let testServer: TestServer;
let browser: TestBrowser;
let ada: SignedInUser;
let visit: ConsoleVisit;
let page: Page;

const describeInBrowser = chromiumPath === null ? describe.skip : describe;

describeInBrowser('the console', () => {
  beforeAll(async () => {
    testServer = await createTestServer();
    browser = await launchBrowser();
    await createFirstAdministrator(testServer);
    ada = await signUp(testServer, 'ada');
    // A name without a place to break is not cut off either.
    await testServer.sql(`UPDATE users SET full_name = repeat('x', 60) WHERE username = 'ada'`);
    visit = await visitConsole(browser, testServer, 'admin', '/console/sessions');
    ({ page } = visit);
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await testServer.close();
  });

  const dialogs: readonly (readonly [path: string, button: string])[] = [
    ['/console/users?new=yes', ''],
    ['/console/users/ADA', 'Edit the profile'],
    ['/console/users/ADA', 'Change the role'],
    ['/console/users/ADA', 'Disable'],
    ['/console/users/ADA', 'Delete'],
    ['/console/sessions', 'End all sessions'],
    ['/console/audit', 'Verify'],
    ['/console/keys', 'Rotate'],
  ];
  const pages = [
    '/console/users',
    '/console/users?q=nobody',
    '/console/users/ADA',
    '/console/users/ADA?tab=sessions',
    '/console/users/ADA?tab=events',
    '/console/users/ADA?tab=factors',
    '/console/users/ADA?tab=access',
    '/console/sessions',
    '/console/audit',
    '/console/keys',
  ];

  test('no page violates WCAG 2.2 AA, light or dark, wide or narrow', async () => {
    const found: string[] = [];
    for (const [colorScheme, width] of [
      ['light', 1280],
      ['dark', 360],
    ] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: 800 });
      for (const path of pages) {
        await visit.open(path.replace('ADA', ada.id));
        await page.locator('h1').waitFor();
        await page.locator('.skeleton').waitFor({ state: 'detached' });
        const where = `${path}, ${colorScheme}, ${width} px: `;
        found.push(...(await findViolations(page)).map((violation) => where + violation));
        const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
        if (overflow !== 0) found.push(`${where}cut off at the side`);
      }
    }
    expect(found).toEqual([]);
  }, 60_000);

  test('no dialog violates WCAG 2.2 AA', async () => {
    await page.setViewportSize({ width: 1280, height: 800 });
    for (const [path, button] of dialogs) {
      await visit.open(path.replace('ADA', ada.id));
      if (button !== '') await page.getByRole('button', { name: button, exact: true }).first().click();
      await page.locator('dialog').waitFor();
      await page.locator('.skeleton').waitFor({ state: 'detached' });
      expect({ path, button, found: await findViolations(page) }).toEqual({ path, button, found: [] });
      expect(await page.evaluate('document.activeElement.closest("dialog") !== null')).toBe(true);
    }
  }, 60_000);
});
