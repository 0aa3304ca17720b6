import { existsSync } from 'node:fs';
import { describe } from '@jest/globals';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { openPage } from './slow-browser.js';

const candidates = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The installed Chromium; null when there is none. */
const chromiumPath: string | null =
  process.env['CHROMIUM_BIN'] ?? candidates.find((file) => existsSync(file)) ?? null;

/** Declares tests that need a browser; they are skipped without one. */
export const describeInBrowser = chromiumPath === null ? describe.skip : describe;

/** A page with its requests and errors. */
export interface PageVisit {
  readonly page: Page;
  /** URLs outside the server that the page requested. */
  readonly externalUrls: readonly string[];
  /** Paths on the server that the page requested, in order. */
  readonly sameOriginPaths: readonly string[];
  /** Errors of the console, violations of the content security policy included. */
  readonly consoleErrors: readonly string[];
}

/** A headless Chromium; every visit has a new profile. */
export interface TestBrowser {
  visit(url: string, options?: BrowserContextOptions): Promise<PageVisit>;
  close(): Promise<void>;
}

/** Starts Chromium. Throws when none is installed. */
export async function launchBrowser(): Promise<TestBrowser> {
  if (chromiumPath === null) throw new Error('Chromium is not installed; set CHROMIUM_BIN');
  const browser: Browser = await chromium.launch({
    executablePath: chromiumPath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  return { visit: (url, options) => visit(browser, url, options), close: () => browser.close() };
}

async function visit(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<PageVisit> {
  const context = await browser.newContext(options);
  const page = await openPage(context);
  // Shorter than the timeout of the test, so that the error names the selector.
  context.setDefaultTimeout(60_000);
  const { origin } = new URL(url);
  const externalUrls: string[] = [];
  const sameOriginPaths: string[] = [];
  const consoleErrors: string[] = [];
  page.on('request', (request) => {
    const requested = new URL(request.url());
    if (requested.protocol === 'data:' || requested.protocol === 'blob:') return;
    if (requested.origin === origin) sameOriginPaths.push(requested.pathname);
    else externalUrls.push(request.url());
  });
  // The browser may report a request that a policy of the page forbids, although it never sends it.
  page.on('requestfailed', (request) => {
    const place = request.failure()?.errorText === 'csp' ? externalUrls.indexOf(request.url()) : -1;
    if (place !== -1) externalUrls.splice(place, 1);
  });
  page.on('console', (message) => {
    if (message.type() === 'error') consoleErrors.push(message.text());
  });
  page.on('pageerror', (error) => consoleErrors.push(error.message));
  await page.goto(url);
  return { page, externalUrls, sameOriginPaths, consoleErrors };
}
