import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { CDPSession, Page } from 'playwright-core';
import { describeInBrowser, launchBrowser, type TestBrowser } from '../helpers/chromium.js';
import {
  createTestInstallation,
  type InProcessServer,
  type TestInstallation,
} from '../helpers/create-test-server.js';
import { goodPassword, signUp } from '../helpers/sign-in.js';
import { createStaticPageServer, type StaticPageServer } from '../helpers/static-page-server.js';
import { testDatabaseUrl } from '../helpers/test-database.js';

/**
 * Passkeys in Chromium with the virtual authenticator of its DevTools, through cordon/client. The page is on
 * an allowed origin of its own, and reaches the server through a proxy.
 */

let installation: TestInstallation;
let server: InProcessServer;
/** The server that the page reaches. */
let upstream: string;
let pages: StaticPageServer;
let browser: TestBrowser;

describeInBrowser('passkeys in a browser', () => {
  beforeAll(async () => {
    pages = await createStaticPageServer(() => upstream);
    installation = await createTestInstallation({
      environment: { CORDON_ALLOWED_ORIGINS: pages.origin },
    });
    server = await installation.start();
    browser = await launchBrowser();
  });
  beforeEach(() => {
    upstream = server.url;
  });
  afterAll(async () => {
    await browser.close();
    await pages.close();
    await installation.close();
  });

  const options = {
    protocol: 'ctap2',
    transport: 'internal',
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
  } as const;

  interface Visit {
    readonly page: Page;
    readonly devtools: CDPSession;
    readonly authenticatorId: string;
  }

  async function addAuthenticator(devtools: CDPSession): Promise<string> {
    const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', { options });
    return authenticatorId;
  }

  async function openPage(origin = pages.origin): Promise<Visit> {
    const { page } = await browser.visit(origin);
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('WebAuthn.enable');
    const authenticatorId = await addAuthenticator(devtools);
    await page.evaluate(`import('/client/index.js').then((library) => {
      window.client = library.createCordonClient({ endpoint: '/graphql', tabs: null });
      window.outcomeOf = (work) => work.then(
        ({ status, ok, userErrors }) => status ?? (ok ? 'OK' : userErrors[0].code),
        (error) => error.name);
    })`);
    return { page, devtools, authenticatorId };
  }

  const run = (page: Page, call: string): Promise<unknown> => page.evaluate(`outcomeOf(client.${call})`);
  const signInWithPassword = (page: Page, username: string): Promise<unknown> =>
    run(page, `login({ username: '${username}', password: '${goodPassword}' })`);
  const usernameOf = (page: Page): Promise<unknown> =>
    page.evaluate(`client.fetch('/graphql', { method: 'POST', headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ me { username } mySession { assurance } }' }) })
      .then((response) => response.json()).then(({ data }) => data.me.username + ' ' + data.mySession.assurance)`);

  async function registered(username: string): Promise<Visit> {
    await signUp(server, username);
    const visit = await openPage();
    expect(await signInWithPassword(visit.page, username)).toBe('COMPLETE');
    expect(await run(visit.page, "registerPasskey({ name: 'Chromium' })")).toBe('OK');
    return visit;
  }

  test('registers a passkey, signs in with it alone and after the password, and proves it again', async () => {
    const { page } = await registered('ada');
    await page.evaluate('client.logout()');

    expect(await run(page, 'signInWithPasskey()')).toBe('COMPLETE');
    expect(await usernameOf(page)).toBe('ada 2');
    expect(await run(page, 'reauthenticateWithPasskey()')).toBe('OK');
    await page.evaluate('client.logout()');
    await page.evaluate(`client.login({ username: 'ada', password: '${goodPassword}' })
      .then(({ status, mfaChallenge }) => { window.login = { status, mfaChallenge }; })`);
    expect(await page.evaluate('login.status')).toBe('MFA_REQUIRED');
    expect(await run(page, 'completeMfaWithPasskey(login.mfaChallenge)')).toBe('COMPLETE');
    expect(await usernameOf(page)).toBe('ada 2');
  });

  test('the browser refuses a second passkey of the user on the same device', async () => {
    const { page } = await registered('bob');

    expect(await run(page, 'registerPasskey()')).toBe('InvalidStateError');
  });

  (testDatabaseUrl === null ? test.skip : test)('signs in on another instance', async () => {
    const { page } = await registered('eve');
    await page.evaluate('client.logout()');

    const other = await installation.start();
    upstream = other.url;

    expect(await run(page, 'signInWithPasskey()')).toBe('COMPLETE');
    expect(await usernameOf(page)).toBe('eve 2');
  });

  test('a cloned authenticator is refused once the original was used', async () => {
    const { page, devtools, authenticatorId } = await registered('cleo');
    const { credentials } = await devtools.send('WebAuthn.getCredentials', { authenticatorId });
    const [credential] = credentials;
    if (credential === undefined) throw new Error('the authenticator has no passkey');
    expect(await run(page, 'signInWithPasskey()')).toBe('COMPLETE');
    expect(await run(page, 'signInWithPasskey()')).toBe('COMPLETE');

    await devtools.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId });
    const clone = await addAuthenticator(devtools);
    await devtools.send('WebAuthn.addCredential', { authenticatorId: clone, credential });

    expect(await run(page, 'signInWithPasskey()')).toBe('FAILED');
    const [entry] = await server.sql(
      `SELECT outcome FROM audit_events WHERE action = 'passkey.counter-regressed'`,
    );
    expect(entry).toEqual({ outcome: 'FAILURE' });
  });

  test('a page of another origin cannot use the passkey, although the browser lets it', async () => {
    const visit = await registered('dora');
    const { credentials } = await visit.devtools.send('WebAuthn.getCredentials', {
      authenticatorId: visit.authenticatorId,
    });
    const phishing = await createStaticPageServer(() => upstream);
    const { page, devtools, authenticatorId } = await openPage(phishing.origin);
    for (const credential of credentials)
      await devtools.send('WebAuthn.addCredential', { authenticatorId, credential });

    const outcome = await run(page, 'signInWithPasskey()');

    expect(outcome).toBe('FAILED');
    const [entry] = await server.sql(
      `SELECT action, reason FROM audit_events ORDER BY sequence DESC LIMIT 1`,
    );
    expect(entry).toEqual({ action: 'login.failed', reason: 'ASSERTION_REJECTED' });
    await phishing.close();
  });

  test('a cancelled prompt changes nothing, and the next one works', async () => {
    const { page, devtools, authenticatorId } = await registered('fay');
    await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
    expect(await run(page, 'signInWithPasskey()')).toBe('NotAllowedError');
    await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true });
    await devtools.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled: false });
    expect(await run(page, 'signInWithPasskey({ signal: AbortSignal.timeout(300) })')).toBe('TimeoutError');
    await devtools.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled: true });

    expect(await run(page, 'signInWithPasskey()')).toBe('COMPLETE');
  });

  test('older browsers without the JSON functions work too', async () => {
    await signUp(server, 'gus');
    const { page } = await openPage();
    await signInWithPassword(page, 'gus');
    await page.evaluate(`for (const [owner, names] of [
      [PublicKeyCredential, ['parseCreationOptionsFromJSON', 'parseRequestOptionsFromJSON']],
      [PublicKeyCredential.prototype, ['toJSON']],
    ]) for (const name of names) owner[name] = undefined`);

    expect(await run(page, 'registerPasskey()')).toBe('OK');
    expect(await run(page, 'signInWithPasskey()')).toBe('COMPLETE');
  });
});
