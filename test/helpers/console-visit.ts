import type { BrowserContextOptions, Locator, Page } from 'playwright-core';
import type { PageVisit, TestBrowser } from './chromium.js';
import { goodPassword, type RunningServer } from './sign-in.js';

/** A browser that is signed in at the console. */
export interface ConsoleVisit extends PageVisit {
  /** Opens a page of the console without signing in again. */
  open(path: string): Promise<void>;
}

/** Signs a user in on the sign-in page of a server and opens a page. */
export async function visitConsole(
  browser: TestBrowser,
  server: RunningServer,
  username: string,
  path: string,
  options: BrowserContextOptions = {},
): Promise<ConsoleVisit> {
  const visit = await browser.visit(`${server.url}/sign-in?return=${encodeURIComponent(path)}`, {
    locale: 'en-GB',
    reducedMotion: 'reduce',
    ...options,
  });
  await fillSignIn(visit.page, username);
  await visit.page.waitForURL(`${server.url}${path}`);
  return {
    ...visit,
    open: async (next) => {
      await visit.page.goto(`${server.url}${next}`);
    },
  };
}

/**
 * Returns the errors of a page and its requests to elsewhere. The browser also reports every refusal, and
 * every request to a server that is not there, which tests cause on purpose.
 */
export function faultsOf({ consoleErrors, externalUrls }: PageVisit): readonly string[] {
  const expected = /a status of (401|503)|net::ERR_CONNECTION|WebSocket connection/;
  return [...consoleErrors.filter((text) => !expected.test(text)), ...externalUrls];
}

/** Waits until a page has read what it shows. */
export async function untilLoaded(page: Page): Promise<void> {
  await page.locator('h1').waitFor();
  await page.locator('.skeleton, table[aria-busy=true]').first().waitFor({ state: 'detached' });
}

/**
 * Causes a change until a page that follows changes shows it: nothing shows when a subscription has begun.
 */
export async function untilSeen(shown: Locator, change: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; attempt <= 20; attempt += 1) {
    await change();
    const isSeen = await shown.waitFor({ timeout: 3_000 }).then(
      () => true,
      () => false,
    );
    if (isSeen) return;
  }
  throw new Error('the page does not follow the changes');
}

/** Fills the sign-in page and sends it. */
export async function fillSignIn(page: Page, username: string, password = goodPassword): Promise<void> {
  await page.locator('input[name=username]').fill(username);
  await page.locator('input[name=password]').fill(password);
  await page.locator('button[type=submit]').click();
}
