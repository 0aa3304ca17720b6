import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { developmentIssuer } from '../../src/platform/config/variables.js';
import { describeInBrowser, launchBrowser, type TestBrowser } from '../helpers/chromium.js';
import { type ConsoleVisit, faultsOf, untilSeen, visitConsole } from '../helpers/console-visit.js';
import {
  createTestInstallation,
  type InProcessServer,
  type TestInstallation,
} from '../helpers/create-test-server.js';
import { eventually } from '../helpers/eventually.js';
import { createFirstAdministrator, login, type SignedInUser, signIn, signUp } from '../helpers/sign-in.js';

/** Sessions, the audit log and the keys in a browser. */

let installation: TestInstallation;
let server: InProcessServer;
let browser: TestBrowser;
let ada: SignedInUser;
let visit: ConsoleVisit;
let page: Page;

describeInBrowser('the console: sessions, audit log and keys', () => {
  beforeAll(async () => {
    installation = await createTestInstallation();
    server = await installation.start();
    browser = await launchBrowser();
    await createFirstAdministrator(server);
    ada = await signUp(server, 'ada');
    visit = await visitConsole(browser, server, 'admin', '/console/sessions');
    ({ page } = visit);
  });
  afterAll(async () => {
    await browser.close();
    await installation.close();
  });
  afterEach(() => expect(faultsOf(visit)).toEqual([]));

  const rows = (count: number) =>
    page.waitForFunction((wanted) => document.querySelectorAll('tbody tr').length === wanted, count);

  /** Tries again until it works; a page also loads its list when its subscription is connected again. */
  const tryAgain = () =>
    eventually(async () => {
      const button = page.getByRole('button', { name: 'Try again' });
      if (await button.isVisible()) await button.click({ timeout: 1_000 });
      await button.waitFor({ state: 'detached', timeout: 5_000 });
      await page.locator('tbody tr').first().waitFor({ timeout: 1_000 });
    });

  test('lists the sessions of all users, filters them, and ends one', async () => {
    await page.getByRole('searchbox', { name: 'Username or email address' }).fill('ada@example.com');
    await page.keyboard.press('Enter');
    await rows(1);
    await page.getByRole('button', { name: /^End the session on/ }).click();
    await page.getByRole('heading', { name: 'End a session of ada' }).waitFor();
    await page.locator('dialog button[type=submit]').click();

    await page
      .locator('tbody')
      .getByText('ended by hand')
      .or(page.getByText('Sessions of a user ended'))
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Active', exact: true }).click();
    await page.getByText('Nothing matches these filters').waitFor();
    expect(new URL(page.url()).searchParams.get('user')).toBe(ada.id);
  });

  test('says that others have signed in, and shows them when it is asked to', async () => {
    await visit.open('/console/sessions?state=active');
    await page.locator('tbody tr').first().waitFor();
    const before = await page.locator('tbody tr').count();
    await untilSeen(page.getByText('This list has changed'), () => signIn(server, 'ada'));
    expect(await page.locator('tbody tr').count()).toBe(before);

    await page.getByRole('button', { name: 'Show the changes' }).click();

    await page.locator('tbody').getByText('ada').first().waitFor();
    await page.getByText('This list has changed').waitFor({ state: 'detached' });
  });

  test('follows the audit log, filters it, and shows what an event changed', async () => {
    await visit.open('/console/audit');
    await page.getByRole('button', { name: 'Follow live' }).click();
    await page.getByText('Following live').waitFor();
    await untilSeen(page.locator('tbody tr').first().getByText('Sign-in failed'), () =>
      login(server, 'ada', 'not the password at all'),
    );

    await page.getByRole('combobox', { name: /^Event/ }).selectOption('user.created');
    await rows(2);
    await page.locator('tbody button').first().click();

    await page.locator('dialog .changes').getByText('ada@example.com').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('searchbox', { name: 'Username or email address' }).fill('ada');
    await page.keyboard.press('Enter');
    await rows(1);
  });

  test('verifies the log and saves it', async () => {
    await visit.open('/console/audit');
    await page.locator('tbody tr').first().waitFor();
    await page.getByRole('button', { name: 'Verify' }).click();
    await page.getByText('The log is intact').waitFor();
    const head = await page.locator('.head').innerText();
    await page.keyboard.press('Escape');
    const verified = await installation.cordon(['audit', 'verify', '--head', head]);

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save as JSON lines' }).click(),
    ]);
    const lines = readFileSync(await download.path(), 'utf8')
      .trim()
      .split('\n');

    expect(verified.exitCode).toBe(0);
    expect(head).toMatch(/^\d+:[0-9a-f]{64}$/);
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ sequence: 1, action: 'log.started' });
  });

  test('shows how many entries were removed, and counts them in the head', async () => {
    const auditVerification = {
      valid: true,
      checkedEvents: 40,
      removedEvents: 2_000,
      removedUntil: '2026-01-02T03:04:05.000Z',
      firstBadSequence: null,
      headHash: 'a'.repeat(64),
    };
    await page.route('**/graphql', (route) =>
      route.request().postData()?.includes('VerifyAudit')
        ? route.fulfill({ json: { data: { auditVerification } } })
        : route.fallback(),
    );
    await visit.open('/console/audit');
    await page.getByRole('button', { name: 'Verify' }).click();
    await page.getByText('2,000 older events were removed after their retention').waitFor();

    await eventually(async () =>
      expect(await page.locator('.head').innerText()).toBe(`2040:${'a'.repeat(64)}`),
    );
    await page.unroute('**/graphql');
  });

  test('rotates the signing key and revokes it', async () => {
    await visit.open('/console/keys');
    await rows(1);
    await page.getByRole('button', { name: 'Rotate' }).click();
    await page.getByLabel('Reason').fill('yearly');
    await page.locator('dialog button[type=submit]').click();
    await rows(2);
    await page.locator('tbody').getByText('Pending').waitFor();

    await page.locator('tbody button').first().click();
    await page.getByLabel('Reason').fill('a test');
    await page.locator('dialog button[type=submit]').click();

    await page.locator('tbody').getByText('Revoked').waitFor();
  });

  test('a page stays open while the server is started again, and goes on', async () => {
    await visit.open('/console/users');
    await page.locator('tbody tr').first().waitFor();
    const { port } = new URL(server.url);
    const documents: string[] = [];
    page.on('request', (request) => {
      if (request.isNavigationRequest()) documents.push(request.url());
    });
    await server.stop();
    await page.locator('[data-search]').fill('ada');
    await page.getByText('The server could not be reached').waitFor();
    expect(await page.locator('tbody tr').count()).toBe(2);

    // The issuer of the first server, which follows from its port otherwise.
    server = await installation.start({ PORT: port, CORDON_ISSUER: developmentIssuer(0) });
    await tryAgain();

    await rows(1);
    expect(documents).toEqual([]);
  });

  test('a page that is opened while the server is busy can be tried again, and signs nobody out', async () => {
    await page.route('**/graphql', (route) => {
      if (route.request().postData()?.includes('refreshToken') !== true) return route.continue();
      const error = { message: 'busy', extensions: { code: 'SERVICE_UNAVAILABLE' } };
      return route.fulfill({ status: 503, json: { errors: [error] } });
    });
    await visit.open('/console/users');
    await page.getByText('The server is busy').waitFor();

    await page.unroute('**/graphql');
    await tryAgain();
    expect(new URL(page.url()).pathname).toBe('/console/users');
  });

  test('ends the sessions of everybody, and leads to the sign-in page', async () => {
    const other = await signIn(server, 'ada');
    await visit.open('/console/sessions');
    await page.getByRole('button', { name: 'End all sessions' }).click();
    await page.getByLabel('Reason').fill('a leak');
    await page.locator('dialog button[type=submit]').click();

    await page.waitForURL('**/sign-in?*');
    const active = await server.sql('SELECT 1 FROM sessions WHERE ended_at IS NULL');
    expect(active).toEqual([]);
    expect(other.id).toBe(ada.id);
  });
});
