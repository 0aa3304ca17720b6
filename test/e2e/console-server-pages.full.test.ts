import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { findViolations } from '../helpers/accessibility.js';
import { describeInBrowser, launchBrowser, type TestBrowser } from '../helpers/chromium.js';
import { type ConsoleVisit, faultsOf, visitConsole } from '../helpers/console-visit.js';
import { createTestServer, type TestServer } from '../helpers/create-test-server.js';
import { eventually } from '../helpers/eventually.js';
import { sendGraphql } from '../helpers/http-client.js';
import { createFirstAdministrator, login, type SignedInUser, signUp } from '../helpers/sign-in.js';

/** The overview, who may reach what, and the settings, in a browser. */

let testServer: TestServer;
let browser: TestBrowser;
let ada: SignedInUser;
let visit: ConsoleVisit;
let page: Page;
let folder: string;

describeInBrowser('the console: overview, access and settings', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cordon-schemas-'));
    testServer = await createTestServer();
    browser = await launchBrowser();
    await createFirstAdministrator(testServer);
    ada = await signUp(testServer, 'ada');
    await login(testServer, 'ada', 'a wrong password indeed');
    await sendGraphql(testServer.url, '{ users { totalCount } }', { token: ada.accessToken });
    await testServer.server.app.denialRecorder.flush();
    visit = await visitConsole(browser, testServer, 'admin', '/console/overview');
    ({ page } = visit);
  });
  afterAll(async () => {
    await browser.close();
    await testServer.close();
    rmSync(folder, { recursive: true });
  });
  afterEach(() => expect(faultsOf(visit)).toEqual([]));

  test('the overview shows figures, warnings, sign-ins with failures, and refusals', async () => {
    await visit.open('/console/overview');
    const plot = page.getByRole('img', { name: /24 hours: \d+ sign-ins and 1 failed attempts/ });
    await plot.waitFor();
    await page.getByText('Only one administrator can sign in.').waitFor();
    await page.getByRole('link', { name: 'Query.users' }).waitFor();
    await page.getByRole('button', { name: '30 days' }).click();
    await page.getByRole('img', { name: /30 days: \d+ sign-ins/ }).waitFor();
    await page.getByText('Show as a table').click();
    await eventually(async () => expect(await page.locator('details tbody tr').count()).toBe(30));
    expect(new URL(page.url()).searchParams.get('range')).toBe('month');
    expect(await findViolations(page)).toEqual([]);
  });

  test('access shows the matrix of the roles and finds fields', async () => {
    await visit.open('/console/access');
    await page.getByRole('searchbox').fill('Mutation.deleteUser');
    await page.getByText('1 of 1 fields').waitFor();
    const row = page.locator('tbody tr');
    await eventually(async () =>
      expect(await row.locator('td').allInnerTexts()).toEqual([
        'Mutation.deleteUser',
        'Denied',
        'Denied',
        'Denied',
        expect.stringMatching(/Depends\s+freshWithin 3600/),
      ]),
    );
    expect(await findViolations(page)).toEqual([]);
  });

  test('access explains why a person may not reach a field', async () => {
    await visit.open('/console/access?tab=explain');
    await page.getByRole('searchbox', { name: 'Username or email address' }).fill('ada');
    await page.keyboard.press('Enter');
    await page.getByRole('combobox', { name: 'Field' }).fill('Query.users');
    await page.getByText('requires SUPPORT').waitFor();
    await eventually(async () =>
      expect(await page.locator('.condition.no').innerText()).toBe('requires SUPPORT (does not hold)'),
    );
    expect(new URL(page.url()).searchParams.get('person')).toBe(ada.id);
    expect(await findViolations(page)).toEqual([]);
  });

  test('access says in words what a change of the schema changes', async () => {
    const write = (name: string, rule: string): string => {
      const path = join(folder, name);
      const text = `enum Role { USER SUPPORT ADMIN }
"""Has a "description" with a quote."""
type Query {
  "a: [description"
  report(day: String = "today"): Int ${rule} # a comment
}`;
      writeFileSync(path, text);
      return path;
    };
    await visit.open('/console/access?tab=change');
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.getByText('Choose the schema after the change.').waitFor();
    await page
      .getByLabel('Schema before')
      .setInputFiles(write('before.graphql', '@auth(requires: ADMIN, scopes: ["a", "b"])'));
    await page
      .getByLabel('Schema after')
      .setInputFiles(write('after.graphql', '@auth(requires: SUPPORT, scopes: ["a", "b"])'));
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.getByText('SUPPORT gains Query.report: DENY → ALLOW').waitFor();
    await page.getByText('Some roles gain access.').waitFor();
    expect(await findViolations(page)).toEqual([]);
  });

  test('settings show the configuration without secrets, and send a test mail', async () => {
    await visit.open('/console/settings');
    await page.getByRole('searchbox').fill('CORDON_BCRYPT_COST');
    const found = (name: string) => page.locator(`tbody tr:first-child:last-child:has-text("${name}")`);
    await found('CORDON_BCRYPT_COST').waitFor();
    await eventually(async () => expect(await page.locator('tbody td').nth(1).innerText()).toBe('4'));
    await page.getByRole('searchbox').fill('CORDON_PREVIOUS_MASTER_KEY');
    await found('CORDON_PREVIOUS_MASTER_KEY').getByText('Not set').waitFor();
    await page.getByRole('button', { name: 'Send a test mail' }).click();
    await page.getByText('The mail is on its way.').waitFor();
    expect(await findViolations(page)).toEqual([]);
  });
});
