import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { describeInBrowser, launchBrowser, type TestBrowser } from '../helpers/chromium.js';
import { installExample } from '../helpers/install-example.js';
import { ensureBuilt } from '../helpers/run-program.js';

/** examples/sign-in-form in Chromium, with the virtual authenticator of its DevTools. */

const folder = mkdtempSync(join(tmpdir(), 'cordon-sign-in-form-'));
let server: ChildProcess;
let formUrl = '';
let browser: TestBrowser;

describeInBrowser('the sign-in form', () => {
  beforeAll(async () => {
    await ensureBuilt();
    installExample(folder, 'sign-in-form', ['cordon', '@cordon/client']);
    formUrl = await startExample();
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    const ended = new Promise((resolve) => server.once('close', resolve));
    server.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  });

  const isSignedIn = (page: Page, name: string) => page.waitForSelector(`#name:visible:text-is("${name}")`);
  const says = (page: Page, text: string) => page.waitForSelector(`#message:has-text("${text}")`);

  test('signs in with a password, adds a passkey, and signs in with it, alone and as second factor', async () => {
    const { page, consoleErrors } = await browser.visit(formUrl);
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('WebAuthn.enable');
    const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
      },
    });
    const type = async (password: string): Promise<void> => {
      await page.fill('[name=username]', 'ada');
      await page.fill('[name=password]', password);
    };

    await type('seventeen green herons');
    await page.click('#create-account');
    await isSignedIn(page, 'ada');
    await page.reload();
    await isSignedIn(page, 'ada');
    await page.click('#add-passkey');
    await says(page, 'The passkey was added.');
    await page.click('#add-passkey');
    await says(page, 'already');
    await page.click('#sign-out');

    await page.click('#use-passkey');
    await isSignedIn(page, 'ada');
    await page.click('#sign-out');

    await type('a wrong password');
    await page.click('#password-form button:first-of-type');
    await says(page, 'did not work');
    await type('seventeen green herons');
    await page.click('#password-form button:first-of-type');
    await page.waitForSelector('#second-factor-form:not([hidden])');
    expect(await page.isVisible('#code-field')).toBe(false);
    await page.click('#answer-passkey');
    await isSignedIn(page, 'ada');
    await page.click('#sign-out');

    await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
    await page.click('#use-passkey');
    await says(page, 'No passkey was used.');
    expect(consoleErrors).toEqual([]);
  });
});

/** Starts the example and returns the address of its page. */
async function startExample(): Promise<string> {
  server = spawn(process.execPath, ['server.js'], {
    cwd: join(folder, 'sign-in-form'),
    env: { PATH: process.env['PATH'], PORT: '0', CORDON_BCRYPT_COST: '4', LOG_LEVEL: 'error' },
  });
  let output = '';
  return new Promise((resolve, reject) => {
    for (const stream of [server.stdout, server.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        const url = /The form is at (\S+)/.exec(output)?.[1];
        if (url !== undefined) resolve(url);
      });
    }
    server.once('close', () => reject(new Error(`the example ended:\n${output}`)));
  });
}
