import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const candidates = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The machine's own Chromium; null when it has none. */
export const browserFile: string | null =
  process.env['CHROMIUM_BIN'] ?? candidates.find((file) => existsSync(file)) ?? null;

/** A page, and all that it asked for and complained of. */
export interface Visit {
  readonly page: Page;
  /** Addresses outside the server that the page tried to reach. */
  readonly outside: readonly string[];
  /** Paths on the server that it asked for, in order. */
  readonly inside: readonly string[];
  /** Errors in its console, and what its content policy stopped. */
  readonly complaints: readonly string[];
}

/** A headless Chromium whose every visit begins with a clean profile. */
export interface TestBrowser {
  visit(url: string, options?: BrowserContextOptions): Promise<Visit>;
  close(): Promise<void>;
}

/** Starts Chromium. Throws when the machine has none. */
export async function openBrowser(): Promise<TestBrowser> {
  if (browserFile === null) throw new Error('there is no Chromium on this machine');
  const browser: Browser = await chromium.launch({
    executablePath: browserFile,
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

async function visit(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  // Sooner than the test's own time-out, so that the failure names what was waited for.
  page.setDefaultTimeout(20_000);
  const { origin } = new URL(url);
  const outside: string[] = [];
  const inside: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => {
    const asked = new URL(request.url());
    if (asked.protocol === 'data:' || asked.protocol === 'blob:') return;
    if (asked.origin === origin) inside.push(asked.pathname);
    else outside.push(request.url());
  });
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(url);
  return { page, outside, inside, complaints };
}
