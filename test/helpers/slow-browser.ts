import { randomInt } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { BrowserContext, Page } from 'playwright-core';
import { createRandom } from './session-fuzz/seeded-random.js';

interface Slowness {
  /** How many times slower the scripts of a page run. */
  readonly factor: number;
  /** Milliseconds that each request, and each answer, takes longer at most. */
  readonly delay: number;
  readonly seed: number;
}

const slowness = readSlowness(process.env['SLOW_BROWSER'] ?? '');
const random = createRandom(slowness?.seed ?? 0);

/**
 * Returns a new page of a context. It and the further pages of the context are as slow as
 * `SLOW_BROWSER=FACTOR,DELAY[,SEED]` says, which shows what a test forgets to wait for.
 */
export async function openPage(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await slowDown(page);
  context.on('page', (other) => void slowDown(other).catch(() => undefined));
  return page;
}

async function slowDown(page: Page): Promise<void> {
  if (slowness === null) return;
  const { factor, delay } = slowness;
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: factor });
  if (delay === 0) return;
  devtools.on('Fetch.requestPaused', async ({ requestId }) => {
    await wait(random.below(delay));
    // The page may have gone elsewhere meanwhile.
    await devtools.send('Fetch.continueRequest', { requestId }).catch(() => undefined);
  });
  await devtools.send('Fetch.enable', {
    patterns: [{ requestStage: 'Request' }, { requestStage: 'Response' }],
  });
}

function readSlowness(text: string): Slowness | null {
  if (text === '') return null;
  const [factor = 1, delay = 0, seed = randomInt(1_000_000)] = text.split(',').map(Number);
  process.stderr.write(`SLOW_BROWSER=${factor},${delay},${seed}\n`);
  return { factor, delay, seed };
}
