import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { cliActor } from '../../src/modules/access/index.js';
import { findViolations } from '../helpers/accessibility.js';
import { describeInBrowser, launchBrowser, type TestBrowser } from '../helpers/chromium.js';
import { type ConsoleVisit, visitConsole } from '../helpers/console-visit.js';
import { createTestServer, type TestServer } from '../helpers/create-test-server.js';
import { createFirstAdministrator, signUp } from '../helpers/sign-in.js';

/** Every page about users, sessions, the audit log and keys, and every dialog, as axe-core sees it. */

let testServer: TestServer;
let browser: TestBrowser;
let ids: Readonly<Record<string, string>>;
let visit: ConsoleVisit;
let page: Page;

describeInBrowser('the console', () => {
  beforeAll(async () => {
    testServer = await createTestServer();
    browser = await launchBrowser();
    await createFirstAdministrator(testServer);
    const { administration } = testServer.server.app.users;
    const { id: ada } = await signUp(testServer, 'ada');
    const { id: bob } = await signUp(testServer, 'bob');
    await administration.disableUser({ id: bob, reason: 'on leave' }, cliActor);
    const { user: eve } = await administration.createUser(
      { username: 'eve', email: 'eve@example.com' },
      cliActor,
    );
    ids = { ADA: ada, BOB: bob, EVE: eve.id };
    // A name without a place to break is not cut off either.
    await testServer.sql(`UPDATE users SET full_name = repeat('x', 60) WHERE username = 'ada'`);
    visit = await visitConsole(browser, testServer, 'admin', '/console/sessions');
    ({ page } = visit);
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await testServer.close();
  });

  const press = (name: string | RegExp) => async (): Promise<void> => {
    await page.getByRole('button', { name, exact: true }).first().click();
  };
  const selectAndDisable = async (): Promise<void> => {
    await page.locator('tbody input[type=checkbox]').first().check();
    await page.locator('.bulk').getByRole('button', { name: 'Disable', exact: true }).click();
  };
  const dialogs: readonly (readonly [path: string, name: string, open: () => Promise<void>])[] = [
    ['/console/users?new=yes', 'new user', async () => {}],
    ...[
      'Edit the profile',
      'Change the role',
      'Disable',
      'Reset the password',
      'Unlock',
      'End all sessions',
      'Delete',
    ].map((name) => ['/console/users/ADA', name, press(name)] as const),
    ['/console/users/BOB', 'enable', press('Enable')],
    ['/console/users/EVE', 'invite again', press('Invite again')],
    ['/console/users/ADA?tab=access&q=Query.users', 'explanation', press('Query.users')],
    ['/console/users?q=ada', 'several users', selectAndDisable],
    ['/console/sessions', 'end all', press('End all sessions')],
    ['/console/audit', 'verify', press('Verify')],
    ['/console/audit', 'event', press(/^Show event/)],
    ['/console/keys', 'rotate', press('Rotate')],
    ['/console/keys', 'revoke', press(/^Revoke the key/)],
  ];
  const withIds = (path: string): string => path.replace(/[A-Z]{3}/, (name) => ids[name] ?? name);
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
        await visit.open(withIds(path));
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
    for (const [path, name, open] of dialogs) {
      await visit.open(withIds(path));
      await page.locator('.skeleton').waitFor({ state: 'detached' });
      await open();
      await page.locator('dialog').waitFor();
      await page.locator('.skeleton').waitFor({ state: 'detached' });
      expect({ path, name, found: await findViolations(page) }).toEqual({ path, name, found: [] });
      expect(await page.evaluate('document.activeElement.closest("dialog") !== null')).toBe(true);
    }
  }, 60_000);
});
