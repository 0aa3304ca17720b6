import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { describeInBrowser, launchBrowser, type TestBrowser } from '../helpers/chromium.js';
import { type ConsoleVisit, faultsOf, visitConsole } from '../helpers/console-visit.js';
import { createTestServer, type TestServer } from '../helpers/create-test-server.js';
import { eventually } from '../helpers/eventually.js';
import { createFirstAdministrator, goodPassword, type SignedInUser, signUp } from '../helpers/sign-in.js';

/** The page of one user, and its dialogs, in a browser. */

let testServer: TestServer;
let browser: TestBrowser;
let admin: SignedInUser;
let visit: ConsoleVisit;
let page: Page;

const markup = '<img src=x onerror="document.title=1">';

describeInBrowser('the console: one user', () => {
  beforeAll(async () => {
    testServer = await createTestServer();
    browser = await launchBrowser();
    admin = await createFirstAdministrator(testServer);
    visit = await visitConsole(browser, testServer, 'admin', '/console/users');
    ({ page } = visit);
  });
  afterAll(async () => {
    await browser.close();
    await testServer.close();
  });
  // A violation of the content security policy is an error, too.
  afterEach(() => expect(faultsOf(visit)).toEqual([]));

  let count = 0;
  async function openNewUser(): Promise<SignedInUser & { readonly name: string }> {
    count += 1;
    const name = `person${count}`;
    const user = await signUp(testServer, name);
    await visit.open(`/console/users/${user.id}`);
    await page.getByRole('tab', { name: 'Profile' }).waitFor();
    return { ...user, name };
  }
  const action = (name: string, on: Page = page) =>
    on.locator('.actions-bar').getByRole('button', { name, exact: true }).click();
  const submit = (on: Page = page) => on.locator('dialog button[type=submit]').last().click();
  const statusOf = async (id: string) =>
    (await testServer.sql('SELECT role, disabled_reason, disabled_until FROM users WHERE id = $1', [id]))[0];

  test('two administrators edit one person: the second sees what the first has changed', async () => {
    const user = await openNewUser();
    const other = await visitConsole(browser, testServer, 'admin', `/console/users/${user.id}`);
    await other.page.getByRole('tab', { name: 'Profile' }).waitFor();
    for (const each of [page, other.page]) await action('Edit the profile', each);

    // Before the first is saved, because fields that nobody has touched follow what others change.
    await other.page.getByLabel('Full name').fill('Ada Second');
    await page.getByLabel('Full name').fill('Ada First');
    await submit();
    await page.getByText('The profile is saved.').waitFor();
    await submit(other.page);

    await other.page.getByText('Full name: - → Ada First').waitFor();
    await other.page.getByText('Somebody else has changed this user meanwhile').waitFor();
    // What was typed is still there, and may be sent on purpose.
    await eventually(async () =>
      expect(await other.page.getByLabel('Full name').inputValue()).toBe('Ada Second'),
    );
    await submit(other.page);
    await other.page.getByText('The profile is saved.').waitFor();
    // The first page follows without being loaded again.
    await page.getByText('Ada Second').first().waitFor();
    await other.page.context().close();
  });

  test('a role is changed after a fresh proof, and the action goes on', async () => {
    const user = await openNewUser();
    await testServer.sql(
      `UPDATE sessions SET authenticated_at = now() - interval '2 hours' WHERE user_id = $1`,
      [admin.id],
    );

    await action('Change the role');
    await page.getByLabel('Role', { exact: true }).selectOption('SUPPORT');
    await page.getByLabel('Reason').fill(markup);
    await submit();
    await page.getByRole('heading', { name: 'Confirm that it is you' }).waitFor();
    expect((await statusOf(user.id))?.['role']).toBe('USER');
    await page.locator('dialog input[type=password]').fill('wrong');
    await submit();
    await page.getByText('The password is wrong.').waitFor();
    await page.locator('dialog input[type=password]').fill(goodPassword);
    await submit();

    await page.locator('dialog').first().waitFor({ state: 'detached' });
    expect((await statusOf(user.id))?.['role']).toBe('SUPPORT');
    await page.getByRole('tab', { name: 'Security events' }).click();
    await page.getByRole('cell', { name: markup }).waitFor();
    await eventually(async () => expect(await page.title()).toBe(`${user.name} - Cordon`));
  });

  test('a password is reset: the link is shown once, and works', async () => {
    const user = await openNewUser();

    await action('Reset the password');
    await page.getByLabel('Send the link').uncheck();
    await submit();
    const link = await page.locator('dialog textarea').inputValue();
    await page.locator('dialog').getByRole('button', { name: 'Close' }).last().click();

    expect(link).toMatch(/^http.*#token=/);
    await page.locator('dialog').waitFor({ state: 'detached' });
    expect((await page.content()).includes(link)).toBe(false);
    const visitor = await browser.visit(link);
    await visitor.page.locator('input[type=password]').first().waitFor();
    await visitor.page.context().close();
    await action('Reset the password');
    await submit();
    await page.getByText('The link is on its way to the user.').waitFor();
    expect(
      (await testServer.sql('SELECT 1 FROM password_credentials WHERE user_id = $1', [user.id])).length,
    ).toBe(0);
  });

  test('a user is disabled until a time, and enabled again', async () => {
    const user = await openNewUser();

    await action('Disable');
    await submit();
    await page.getByText('A value is missing, too long, or not allowed here.').waitFor();
    await page.getByLabel('Reason').fill('on leave');
    await page.getByLabel('Until').fill('2099-01-02T03:04');
    await submit();
    await page.locator('dd').getByText('on leave').waitFor();
    expect((await statusOf(user.id))?.['disabled_until']).not.toBeNull();
    await action('Enable');
    await submit();

    await page.getByText(`${user.name} is enabled.`).waitFor();
    await page.locator('.actions-bar').getByRole('button', { name: 'Disable', exact: true }).waitFor();
  });

  test('says in words what is refused, and offers nobody what they cannot do to themselves', async () => {
    await visit.open(`/console/users/${admin.id}`);
    await page.getByRole('tab', { name: 'Profile' }).waitFor();
    await eventually(async () =>
      expect(await page.locator('.actions-bar button').allInnerTexts()).toEqual([
        'Edit the profile',
        'Unlock',
        'End all sessions',
      ]),
    );
    const user = await openNewUser();
    await action('Edit the profile');
    await page.getByLabel('Username').fill('admin');
    await submit();

    await page.getByText('This username is already in use.').waitFor();
    await page.locator('[name=username]:focus').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
    // The focus returns to where it was.
    await page.locator('button:focus').getByText('Edit the profile').waitFor();
    expect(user.id).not.toBe(admin.id);
  });

  test('explains what the user may reach, and why', async () => {
    await openNewUser();
    await page.getByRole('tab', { name: 'Access' }).click();
    await page.locator('[data-search]').fill('Query.users');

    await page.getByRole('button', { name: 'Query.users', exact: true }).click();
    await page.locator('.condition.no').first().waitFor();

    await eventually(async () => expect(await page.locator('dialog .badge').innerText()).toBe('Denied'));
  });

  test('a user is deleted', async () => {
    const user = await openNewUser();

    await action('Delete');
    await page.getByLabel('Reason').fill('asked for it');
    await submit();

    await page.getByText(`${user.name} is deleted.`).waitFor();
    await page.getByText('Deleted', { exact: true }).or(page.getByText('Nothing matches')).first().waitFor();
    await page.locator('.actions-bar button').first().waitFor({ state: 'detached' });
  });

  test('a page of an unknown user says so', async () => {
    await visit.open('/console/users/018f3f3e-0000-7000-8000-00000000dead');

    await page.getByText('This user does not exist').waitFor();
  });
});
