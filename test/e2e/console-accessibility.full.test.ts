import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { findOverflow, findViolations } from '../helpers/accessibility.js';
import { describeInBrowser } from '../helpers/chromium.js';
import { consoleDialogs } from '../helpers/console-dialogs.js';
import { consolePages } from '../helpers/console-pages.js';
import { type ConsoleStage, createConsoleStage, type Place } from '../helpers/console-stage.js';

/** Every page and every dialog of the console, as axe-core sees it, and as it fits into narrow windows. */

/** A program that returns the choices that do not differ from their neighbours in a border or a colour. */
const unmarkedChoices = `
  [...document.querySelectorAll('[aria-current=page], [aria-pressed=true], [aria-selected=true]')]
    .filter((element) => element.offsetParent !== null)
    .flatMap((element) => {
      const { outlineStyle, color, borderBlockEndColor } = getComputedStyle(element);
      const other = element.parentElement.querySelector('[aria-pressed=false], [aria-selected=false]');
      const plain = getComputedStyle(other ?? document.body);
      const isMarked = outlineStyle !== 'none' || color !== plain.color ||
        borderBlockEndColor !== plain.borderBlockEndColor;
      return isMarked ? [] : ['nothing marks ' + element.textContent];
    })`;

let stage: ConsoleStage;

describeInBrowser('the console', () => {
  beforeAll(async () => {
    stage = await createConsoleStage();
  });
  afterAll(() => stage.close());

  /** Shows each place and returns what the check finds there. */
  async function walk(
    places: readonly (Place & { readonly component?: string })[],
    width: number,
    check: (page: Page) => Promise<readonly string[]>,
  ): Promise<readonly string[]> {
    const found: string[] = [];
    for (const place of places) {
      for (const page of stage.pages) await page.setViewportSize({ width, height: 800 });
      const faults = await stage.show(place).then(check, (error: Error) => [error.message]);
      const where = [place.path, place.viewer ?? 'admin', place.component ?? ''].join(' ');
      found.push(...faults.map((fault) => `${where}: ${fault}`));
    }
    return found;
  }
  const emulate = async (media: Parameters<Page['emulateMedia']>[0]): Promise<void> => {
    for (const page of stage.pages) await page.emulateMedia({ reducedMotion: 'reduce', ...media });
  };
  test.each([
    [1280, 'light'],
    [360, 'dark'],
  ] as const)('no page of %i px violates WCAG 2.2 AA in %s colours', async (width, colorScheme) => {
    await emulate({ colorScheme });
    expect(await walk(consolePages, width, findViolations)).toEqual([]);
  });

  test.each(['light', 'dark'] as const)(
    'no dialog violates WCAG 2.2 AA in %s colours, and each holds the focus',
    async (colorScheme) => {
      await emulate({ colorScheme });
      const found = await walk(consoleDialogs, 1280, async (page) => {
        await page.locator('dialog[open], :popover-open').first().waitFor();
        const hasFocus = await page.evaluate(
          `document.querySelector('dialog') === null || document.activeElement.closest('dialog') !== null`,
        );
        return [...(await findViolations(page)), ...(hasFocus ? [] : ['the focus is outside'])];
      });
      expect(found).toEqual([]);
    },
  );

  test('nothing is cut off at 320 px, which is 1280 px at a zoom of 400 %, in either direction', async () => {
    const places = [...consolePages, ...consoleDialogs];
    const found = await walk(places, 320, async (page) => {
      const leftToRight = await findOverflow(page);
      await page.evaluate(`document.documentElement.dir = 'rtl'`);
      const rightToLeft = await findOverflow(page);
      return [...leftToRight, ...rightToLeft.map((fault) => `rtl: ${fault}`)];
    });
    expect(found).toEqual([]);
  });

  test('forced colours still tell the chosen entry, filter and tab from the others', async () => {
    await emulate({ forcedColors: 'active' });
    const found = await walk(consolePages, 1280, (page) => page.evaluate<string[]>(unmarkedChoices));
    expect(found).toEqual([]);
  });
});
