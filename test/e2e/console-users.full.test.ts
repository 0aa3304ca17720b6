import { EventEmitter, once } from 'node:events';
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Page, Request } from 'playwright-core';
import { describeInBrowser, launchBrowser, type TestBrowser } from '../helpers/chromium.js';
import { type ConsoleVisit, faultsOf, untilSeen, visitConsole } from '../helpers/console-visit.js';
import { createTestServer, type TestServer } from '../helpers/create-test-server.js';
import { eventually } from '../helpers/eventually.js';
import { sendGraphql, valueAt } from '../helpers/http-client.js';
import { createFirstAdministrator, type SignedInUser, signIn, signUp } from '../helpers/sign-in.js';

/** The list of users in a browser, with 10,000 users. */

let testServer: TestServer;
let browser: TestBrowser;
let admin: SignedInUser;
let visit: ConsoleVisit;
let page: Page;

describeInBrowser('the console: users', () => {
  beforeAll(async () => {
    testServer = await createTestServer();
    browser = await launchBrowser();
    admin = await createFirstAdministrator(testServer);
    await insertUsers(9_999);
    visit = await visitConsole(browser, testServer, 'admin', '/console/users');
    ({ page } = visit);
  });
  afterAll(async () => {
    await browser.close();
    await testServer.close();
  });
  // A violation of the content security policy is an error, too.
  afterEach(() => expect(faultsOf(visit)).toEqual([]));

  const insertUsers = (count: number) =>
    testServer.sql(
      `INSERT INTO users (id, username, username_key, email, email_key, email_verified, full_name, full_name_key, role,
         activated_at, security_epoch, version, created_at, updated_at)
       SELECT ('018f3f3e-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, name, name, name || '@example.com',
         name || '@example.com', n % 3 = 0, 'Person ' || n, 'person ' || n, CASE WHEN n % 1000 = 0 THEN 'SUPPORT' ELSE 'USER' END,
         now(), 0, 1, timestamptz '2026-01-01' + n * interval '1 minute', now()
       FROM (SELECT n, 'user' || lpad(n::text, 5, '0') AS name FROM generate_series(1, $1::int) n) people`,
      [count],
    );
  const names = () => page.locator('tbody td:nth-child(2) a').allInnerTexts();
  const firstName = async () => (await names())[0]?.split('\n')[0];
  const settled = () => page.locator('table[aria-busy=false]').waitFor();
  /** Keeps the answer of the next request with a text in it, as a slow connection does. */
  async function holdNextAnswer(text: string) {
    const steps = new EventEmitter();
    const isThere = once(steps, 'there');
    let isAwaited = true;
    await page.route('**/graphql', async (route) => {
      if (!isAwaited || route.request().postData()?.includes(text) !== true) return route.continue();
      isAwaited = false;
      const released = once(steps, 'release');
      const response = await route.fetch();
      steps.emit('there');
      await released;
      await route.fulfill({ response });
      await page.unroute('**/graphql');
    });
    return { isThere, release: () => steps.emit('release') };
  }

  test('searches as one types, filters, sorts and turns pages, all in the URL', async () => {
    await page.getByText('10,000 users', { exact: true }).waitFor();

    await page.keyboard.press('/');
    await page.keyboard.type('USER099');
    await page.getByText('100 users', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Support', exact: true }).click();
    await page.getByText('0 users', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Remove all filters' }).click();
    await page.getByText('10,000 users').waitFor();
    await page.getByRole('button', { name: 'Support', exact: true }).click();
    await page.getByText('9 users', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Support', exact: true }).click();
    await page.getByRole('button', { name: 'Username' }).click();
    await page.waitForFunction(() => document.querySelector('tbody a')?.textContent?.startsWith('admin'));
    await page.getByRole('button', { name: 'Next page' }).click();
    await page.waitForFunction(() => document.querySelector('tbody a')?.textContent?.startsWith('user00025'));

    expect(new URL(page.url()).searchParams.get('sort')).toBe('username');
    await page.reload();
    await settled();
    await eventually(async () => expect(await firstName()).toBe('user00025'));
    await page.goBack();
    await page.waitForFunction(() => document.querySelector('tbody a')?.textContent?.startsWith('admin'));
  });

  test('drops the answers of earlier keystrokes', async () => {
    await visit.open('/console/users');
    await settled();
    const isEarlier = (request: Request) => request.postData()?.includes('"search":"user0001"') === true;
    const later = new EventEmitter();
    const answered = once(later, 'answered');
    await page.route('**/graphql', async (route) => {
      if (!isEarlier(route.request())) return route.continue();
      await once(later, 'answer');
      // The page may have given the request up.
      await route.continue().catch(() => undefined);
      later.emit('answered');
    });
    const search = page.locator('[data-search]');

    await Promise.all([page.waitForRequest(isEarlier), search.fill('user0001')]);
    await search.fill('user0002');
    await page.getByText('10 users', { exact: true }).waitFor();
    later.emit('answer');
    await answered;
    // As long as the answer takes from there to the page.
    await page.waitForTimeout(500);

    expect(await firstName()).toBe('user00029');
    await page.unroute('**/graphql');
  });

  test('changes a row in its place as the user changes, and announces what would move', async () => {
    await visit.open('/console/users?sort=username');
    await settled();
    const rename = (fields: string) =>
      sendGraphql(
        testServer.url,
        `mutation { updateUser(input: { id: "018f3f3e-0000-7000-8000-000000000003", ${fields} }) { ok } }`,
        { token: admin.accessToken },
      );
    const note = page.getByText('This list has changed');
    const before = await names();

    let attempt = 0;
    await untilSeen(page.getByText('New Name'), () => {
      attempt += 1;
      return rename(`fullName: "New Name ${attempt}"`);
    });
    expect(await note.count()).toBe(0);
    await rename('username: "zz-renamed"');
    await page.getByRole('link', { name: 'zz-renamed' }).waitFor();
    const after = await names();
    expect(after.findIndex((name) => name.startsWith('zz-renamed'))).toBe(
      before.findIndex((name) => name.startsWith('user00003')),
    );
    await note.waitFor();
    // While the new list is on its way, the note stays and keeps the focus, and the user changes once more.
    const answer = await holdNextAnswer('query Users(');
    await page.getByRole('button', { name: 'Show the changes' }).click();
    await answer.isThere;
    await page.locator('.live-note button[aria-busy=true]:focus').waitFor();
    await rename('username: "user00003-again"');
    await page.getByRole('link', { name: 'user00003-again' }).waitFor();
    answer.release();
    await page
      .locator('tbody')
      .getByText(/zz-renamed|user00003-again/)
      .waitFor({ state: 'detached' });
    await page.locator('.live-note button[aria-busy=false]:focus').click();
    await page.getByRole('link', { name: 'user00003-again' }).waitFor();
    await note.waitFor({ state: 'detached' });
    await page.locator('.live-note:focus').waitFor({ state: 'attached' });

    await signUp(testServer, 'newcomer');
    await note.waitFor();
  });

  test('disables the selected users, with a result for each', async () => {
    await visit.open('/console/users?sort=username&q=user0010');
    await settled();
    for (const row of [0, 1]) await page.locator('tbody input').nth(row).check();
    // Somebody else is faster with the second.
    await page.getByRole('button', { name: 'Disable', exact: true }).click();
    await testServer.sql(
      `UPDATE users SET disabled_at = now(), disabled_reason = 'x' WHERE username = 'user00101'`,
    );

    await page.getByLabel('Reason').fill('<img src=x onerror=alert(1)>');
    await page.locator('dialog button[type=submit]').click();

    await page.getByText('2 of 2').waitFor();
    await eventually(async () =>
      expect(await page.locator('.results li').allInnerTexts()).toEqual([
        'user00100 done',
        'user00101 This is not possible in the present state.',
      ]),
    );
    await page.locator('dialog').getByRole('button', { name: 'Close' }).last().click();
    await page.locator('tbody').getByText('Disabled').first().waitFor();
  });

  test('saves the filtered list as CSV, in which nothing is a formula', async () => {
    await testServer.sql(
      `UPDATE users SET full_name = '=HYPERLINK("http://x","y")', full_name_key = 'x' WHERE username = 'user00200'`,
    );
    await visit.open('/console/users?sort=username&q=user002');
    await settled();

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save as CSV' }).click(),
    ]);
    const lines = readFileSync(await download.path(), 'utf8').split('\r\n');

    expect(lines).toHaveLength(102);
    expect(lines[0]).toBe('id,username,email,emailVerified,fullName,role,status,lastLoginAt,createdAt');
    expect(lines[1]).toContain(
      `,user00200,user00200@example.com,false,"'=HYPERLINK(""http://x"",""y"")",USER,`,
    );
  });

  test('a support person sees the list, and is offered what support may do', async () => {
    await signUp(testServer, 'helper');
    await testServer.sql(`UPDATE users SET role = 'SUPPORT' WHERE username = 'helper'`);
    const support = await visitConsole(browser, testServer, 'helper', '/console/users?q=user003');
    await support.page.locator('tbody tr').first().waitFor();

    await eventually(async () =>
      expect(await support.page.locator('nav.side a').allInnerTexts()).toEqual(['Users', 'Sessions']),
    );
    expect(await support.page.getByRole('button', { name: 'New user' }).count()).toBe(0);
    await support.page.locator('tbody input').first().check();
    await eventually(async () =>
      expect(await support.page.locator('.bulk button').allInnerTexts()).toEqual([
        'End all sessions',
        'Clear the selection',
      ]),
    );
    await support.page.locator('tbody a').first().click();
    await support.page.getByRole('tab', { name: 'Profile' }).waitFor();
    await eventually(async () =>
      expect(await support.page.locator('.actions-bar button').allInnerTexts()).toEqual([
        'Unlock',
        'End all sessions',
      ]),
    );
    await eventually(async () =>
      expect(await support.page.getByRole('tab').allInnerTexts()).toEqual([
        'Profile',
        'Sessions',
        'Sign-in methods',
      ]),
    );
    expect(support.consoleErrors).toEqual([]);
  });

  test('who is disabled is led to the sign-in page at the next click', async () => {
    const victim = await signUp(testServer, 'victim');
    await testServer.sql(`UPDATE users SET role = 'SUPPORT' WHERE username = 'victim'`);
    const other = await visitConsole(browser, testServer, 'victim', '/console/users');
    await other.page.locator('tbody tr').first().waitFor();
    await visit.open(`/console/users/${victim.id}`);

    await page.getByRole('button', { name: 'Disable', exact: true }).click();
    await page.getByLabel('Reason').fill('left');
    await page.locator('dialog button[type=submit]').click();
    await page.getByText('victim is disabled.').waitFor();
    await other.page.getByRole('button', { name: 'Next page' }).click();

    await other.page.waitForURL('**/sign-in?*');
    await other.page.getByText('Your session has ended').waitFor();
    expect(new URL(other.page.url()).searchParams.get('return')).toContain('/console/users?after=');
    const again = await signIn(testServer, 'admin');
    const state = await sendGraphql(testServer.url, `{ user(id: "${victim.id}") { status } }`, {
      token: again.accessToken,
    });
    expect(valueAt(state.body, 'data', 'user', 'status')).toBe('DISABLED');
  });
});
