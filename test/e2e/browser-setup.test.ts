import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { describeInBrowser, launchBrowser, type PageVisit, type TestBrowser } from '../helpers/chromium.js';
import { createTestServer, type TestServer } from '../helpers/create-test-server.js';
import { eventually } from '../helpers/eventually.js';
import { sendGraphql, valueAt } from '../helpers/http-client.js';

/**
 * The pages that links with a one-time token open, in a browser. Each test continues the
 * one before.
 */

const password = 'seventeen green herons';

let server: TestServer;
let browser: TestBrowser;

describeInBrowser('the pages of one-time links', () => {
  beforeAll(async () => {
    server = await createTestServer();
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  async function open(fragment: string): Promise<PageVisit> {
    return browser.visit(`${server.url}/setup${fragment}`);
  }

  async function fill({ page }: PageVisit, values: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, value] of Object.entries(values)) await page.getByRole('textbox', { name }).fill(value);
  }

  function fragmentOf(link: string | null | undefined): string {
    return link?.slice(link.indexOf('#')) ?? '';
  }

  async function tokenOfAda(): Promise<string> {
    const answer = await sendGraphql(
      server.url,
      'mutation ($p: String!) { login(input: { username: "ada", password: $p }) { tokens { accessToken } } }',
      {
        variables: { p: password },
      },
    );
    return String(valueAt(answer.body, 'data', 'login', 'tokens', 'accessToken'));
  }

  test('explains what is missing when it is opened without a token', async () => {
    const { page } = await open('');

    await page.getByRole('heading', { name: 'This link is incomplete' }).waitFor();
    expect(await page.locator('form').isVisible()).toBe(false);
  });

  test('removes the token from the address bar and the history first', async () => {
    const { page, consoleErrors } = await open(fragmentOf(server.setupLink));
    await page.getByRole('heading', { name: 'Create the first administrator' }).waitFor();

    expect(page.url()).toBe(`${server.url}/setup`);
    expect(await page.evaluate('document.documentElement.outerHTML')).not.toContain(
      fragmentOf(server.setupLink).slice('#token='.length),
    );
    expect(await page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])')).toBe(
      '[{},{}]',
    );
    expect(consoleErrors).toEqual([]);
  });

  test('shows each error beside its field, also to screen readers', async () => {
    const visit = await open(fragmentOf(server.setupLink));
    const { page } = visit;
    await fill(visit, { Username: 'ada@x', 'Email address': 'nonsense', Password: 'short' });

    await page.getByRole('button', { name: 'Create administrator' }).click();

    await page.getByText('This username is not allowed.').waitFor();
    await page.locator('[name=username][aria-invalid=true][aria-describedby*=username-error]').waitFor();
    await page.getByText('This is not an email address.').waitFor();
    await page.getByText('Use at least 15 characters.').waitFor();
    await page.locator('[name=username]:focus').waitFor();
  });

  test('creates the first administrator, who is then signed in, without a request to another host', async () => {
    const visit = await open(fragmentOf(server.setupLink));
    const { page } = visit;
    await fill(visit, { Username: 'ada', 'Email address': 'ada@example.com', Password: password });

    await page.keyboard.press('Enter');

    await page.waitForURL(`${server.url}/console`);
    await page.getByRole('button', { name: 'ada' }).waitFor();
    expect(visit.externalUrls).toEqual([]);
    expect(visit.consoleErrors).toEqual([]);
    expect(await page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])')).toBe(
      '[{},{}]',
    );
    const me = await sendGraphql(server.url, '{ me { role sessions { current } } }', {
      token: await tokenOfAda(),
    });
    expect(valueAt(me.body, 'data', 'me', 'role')).toBe('ADMIN');
  });

  test('reports that a link was already used', async () => {
    const visit = await open(fragmentOf(server.setupLink));
    await fill(visit, { Username: 'eve', 'Email address': 'eve@example.com', Password: password });

    await visit.page.getByRole('button', { name: 'Create administrator' }).click();

    await visit.page.getByText('This link has already been used or replaced.').waitFor();
  });

  test('activates the account of an invited user without asking for a username', async () => {
    const invited = await sendGraphql(
      server.url,
      'mutation { createUser(input: { username: "bob", email: "bob@example.com" }) { ok invitationLink } }',
      { token: await tokenOfAda() },
    );
    const visit = await open(
      fragmentOf(String(valueAt(invited.body, 'data', 'createUser', 'invitationLink'))),
    );

    await fill(visit, { 'Full name (optional)': 'Bob Stone', Password: 'nineteen grey herons' });
    expect(await visit.page.getByRole('textbox', { name: 'Username' }).isVisible()).toBe(false);
    await visit.page.getByRole('button', { name: 'Activate account' }).click();

    await visit.page.waitForURL(`${server.url}/account`);
  });

  test('sets a new password from a reset link, also in dark mode on a narrow screen', async () => {
    const found = await sendGraphql(server.url, '{ user(username: "bob") { id } }', {
      token: await tokenOfAda(),
    });
    const reset = await sendGraphql(
      server.url,
      'mutation ($id: ID!) { resetUserPassword(id: $id) { link } }',
      {
        variables: { id: valueAt(found.body, 'data', 'user', 'id') },
        token: await tokenOfAda(),
      },
    );
    const link = String(valueAt(reset.body, 'data', 'resetUserPassword', 'link'));
    const visit = await browser.visit(`${server.url}/setup${fragmentOf(link)}`, {
      colorScheme: 'dark',
      viewport: { width: 360, height: 640 },
    });

    await fill(visit, { 'New password': 'twenty blue herons stand' });
    await visit.page.getByRole('button', { name: 'Show' }).click();
    const field = visit.page.getByRole('textbox', { name: 'New password' });
    await eventually(async () => expect(await field.getAttribute('type')).toBe('text'));
    await visit.page.getByRole('button', { name: 'Save password' }).click();

    await visit.page.getByText('Your password has been changed').waitFor();
    expect(await visit.page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    const login = await sendGraphql(
      server.url,
      'mutation { login(input: { username: "bob", password: "twenty blue herons stand" }) { status } }',
    );
    expect(valueAt(login.body, 'data', 'login', 'status')).toBe('COMPLETE');
  });

  test('reports when the server cannot be reached', async () => {
    const visit = await open('#token=cordon_reset_AAAA');
    await visit.page.getByText('At least 15 characters.').waitFor();
    await visit.page.context().setOffline(true);

    await fill(visit, { 'New password': password });
    await visit.page.getByRole('button', { name: 'Save password' }).click();

    await visit.page.getByText('The server could not be reached.').waitFor();
  });
});
