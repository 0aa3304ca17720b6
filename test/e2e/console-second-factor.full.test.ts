import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { TOTP } from 'otpauth';
import { describeInBrowser, launchBrowser, type TestBrowser } from '../helpers/chromium.js';
import { faultsOf, visitConsole } from '../helpers/console-visit.js';
import { createTestInstallation, type TestInstallation } from '../helpers/create-test-server.js';
import { createFirstAdministrator } from '../helpers/sign-in.js';

let installation: TestInstallation;
let browser: TestBrowser;

describeInBrowser('the console of a role that requires a second factor', () => {
  beforeAll(async () => {
    installation = await createTestInstallation();
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await installation.close();
  });

  test('asks once for what is refused, and shows it when the factor is set up', async () => {
    const server = await installation.start({ CORDON_MFA_REQUIRED_ROLES: 'ADMIN' });
    await createFirstAdministrator(server);
    const visit = await visitConsole(browser, server, 'admin', '/account/profile');
    const { page } = visit;
    let sockets = 0;
    page.on('websocket', () => {
      sockets += 1;
    });
    await Promise.all([page.waitForEvent('websocket'), visit.open('/console/users')]);
    // Long enough for three further attempts.
    await page.waitForTimeout(3_000);
    expect(sockets).toBe(1);
    await visit.open('/account/security');
    await page.getByRole('button', { name: 'Set up an app' }).click();
    const totp = new TOTP({ secret: String(await page.locator('dialog code').textContent()) });
    await page.getByLabel('Code of the app').fill(totp.generate());
    await page.locator('dialog button[type=submit]').click();
    await page.getByRole('button', { name: 'I have kept them' }).click();
    await page.getByText('You have no passkeys yet').waitFor();
    await visit.open('/console/users');

    await page.locator('tbody').getByText('admin@').first().waitFor();
    expect(faultsOf(visit)).toEqual([]);
  });
});
