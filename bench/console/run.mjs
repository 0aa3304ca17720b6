/**
 * Measures the pages of the built server in Chromium: `npm run bench:console`, with `-- --rounds 9` for more.
 * Prints the size of all scripts, and for each page what a first visit transfers and when it paints, from an
 * empty cache, on the embedded database. Exits 1 above 80 kB of scripts (gzip) or one second until the first
 * paint. CHROMIUM_BIN names another browser than /usr/bin/chromium.
 */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { readOptions } from '../../scripts/read-options.mjs';
import { ask, withServer } from '../../scripts/server-process.mjs';
import { median } from '../median.mjs';

const maxScriptBytes = 80_000;
const maxPaintMs = 1_000;
const pages = [
  '/sign-in',
  '/sign-up',
  '/account/profile',
  '/account/security',
  '/console/users',
  '/console/audit',
];
const person = { username: 'ada', password: 'seventeen green herons' };

const { rounds = 5 } = readOptions('bench:console', { rounds: 'N' });

const root = fileURLToPath(new URL('../..', import.meta.url));
const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;

/** The size of all scripts, with the texts of one language, and without GraphiQL, which is for developers. */
function scriptBytes(ending) {
  const folder = join(root, 'dist/console/assets');
  const isLoaded = (name) => name.includes('.js') && !/^(graphiql|explorer|de)-/.test(name);
  return readdirSync(folder)
    .filter((name) => name.endsWith(ending) && isLoaded(name))
    .reduce((bytes, name) => bytes + statSync(join(folder, name)).size, 0);
}

/** Opens a page with an empty cache. Returns the times of its paint, and what it transferred. */
async function visit(browser, url, path) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    if (!path.startsWith('/sign')) await signIn(page, url);
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Network.clearBrowserCache');
    let bytes = 0;
    let requests = 0;
    session.on('Network.loadingFinished', ({ encodedDataLength }) => {
      bytes += encodedDataLength;
      requests += 1;
    });
    await page.goto(`${url}${path}`, { waitUntil: 'networkidle' });
    const paint = await page.evaluate(
      "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN",
    );
    return { paint, bytes, requests };
  } finally {
    await context.close();
  }
}

async function signIn(page, url) {
  await page.goto(`${url}/sign-in`);
  await page.locator('[name=username]').fill(person.username);
  await page.locator('[name=password]').fill(person.password);
  await page.locator('button[type=submit]').click();
  await page.waitForURL(/\/(account|console)\//);
}

async function measure(url, setupLink) {
  const { acceptInvitation } = await ask(
    url,
    `mutation { acceptInvitation(input: { token: "${setupLink.split('token=')[1]}", username: "${person.username}", email: "ada@example.com", password: "${person.password}" }) { ok } }`,
  );
  if (!acceptInvitation.ok) throw new Error('the first administrator was not created');
  const executablePath = process.env.CHROMIUM_BIN ?? '/usr/bin/chromium';
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    console.log('| page | first paint, median | slowest | transferred | requests |\n|---|---|---|---|---|');
    let slowestPage = 0;
    for (const path of pages) {
      const visits = [];
      for (let round = 0; round < rounds; round += 1) visits.push(await visit(browser, url, path));
      const paints = visits.map(({ paint }) => paint);
      const [{ bytes, requests }] = visits;
      slowestPage = Math.max(slowestPage, median(paints));
      console.log(
        `| ${path} | ${median(paints).toFixed(0)} ms | ${Math.max(...paints).toFixed(0)} ms | ${kilobytes(bytes)} | ${requests} |`,
      );
    }
    return slowestPage;
  } finally {
    await browser.close();
  }
}

const [gzip, brotli] = [scriptBytes('.gz'), scriptBytes('.br')];
console.log(
  `All scripts in one language: ${kilobytes(gzip)} with gzip (at most 80 kB), ${kilobytes(brotli)} with Brotli.`,
);
console.log(
  `${availableParallelism()} processors, ${rounds} visits of each page, each with an empty cache.\n`,
);
const folder = mkdtempSync(join(tmpdir(), 'cordon-bench-'));
const env = { ...process.env, PORT: '0', CORDON_DATA_DIR: join(folder, 'data'), CORDON_BCRYPT_COST: '6' };
let slowest = Number.POSITIVE_INFINITY;
try {
  await withServer(
    [process.execPath, join(root, 'dist/main.js'), 'start'],
    { cwd: folder, env },
    async (url, setupLink) => {
      slowest = await measure(url, setupLink);
    },
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (gzip > maxScriptBytes || slowest > maxPaintMs) {
  console.error('\nThe pages are larger or slower than they may be.');
  process.exitCode = 1;
}
