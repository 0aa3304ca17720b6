import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { findOverflow, findViolations, untilPainted } from '../helpers/accessibility.js';
import { describeInBrowser } from '../helpers/chromium.js';
import { consoleDialogs } from '../helpers/console-dialogs.js';
import { consolePages } from '../helpers/console-pages.js';
import { type ConsoleStage, createConsoleStage, type Place } from '../helpers/console-stage.js';

/**
 * Every page and every dialog of the console, as axe-core sees it, and as it fits into narrow windows. Each
 * is opened once, since styles alone follow the colours and the width of a window.
 */

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

const resize = (page: Page, width: number): Promise<void> => page.setViewportSize({ width, height: 800 });

/** 320 px are 1280 px at a zoom of 400 %. */
async function overflowAt320(page: Page): Promise<readonly string[]> {
  await resize(page, 320);
  const leftToRight = await findOverflow(page);
  await page.evaluate(`document.documentElement.dir = 'rtl'`);
  const rightToLeft = await findOverflow(page);
  return [...leftToRight, ...rightToLeft.map((fault) => `rtl: ${fault}`)];
}

const named = <P extends Place>(places: readonly P[]) =>
  places.map((place) => ({ ...place, viewer: place.viewer ?? 'admin', place }));

describeInBrowser('the console', () => {
  beforeAll(async () => {
    stage = await createConsoleStage();
  });
  afterAll(() => stage.close());

  test.each(named(consolePages))(
    '$path for $viewer: WCAG 2.2 AA in both colours and widths, nothing cut off, choices marked in forced colours',
    async ({ place }) => {
      const page = await stage.show(place);
      const light = await findViolations(page);
      await page.emulateMedia({ forcedColors: 'active' });
      await untilPainted(page);
      const forced = await page.evaluate<string[]>(unmarkedChoices);
      await page.emulateMedia({ forcedColors: 'none', colorScheme: 'dark' });
      await resize(page, 360);
      const dark = await findViolations(page);

      expect({ light, forced, dark, narrow: await overflowAt320(page) }).toEqual({
        light: [],
        forced: [],
        dark: [],
        narrow: [],
      });
    },
  );

  test.each(named(consoleDialogs))(
    '$component at $path for $viewer: WCAG 2.2 AA in both colours, holds the focus, nothing cut off',
    async ({ place }) => {
      const page = await stage.show(place);
      await page.locator('dialog[open], :popover-open').first().waitFor();
      const hasFocus = await page.evaluate(
        `document.querySelector('dialog') === null || document.activeElement.closest('dialog') !== null`,
      );
      const light = await findViolations(page);
      await page.emulateMedia({ colorScheme: 'dark' });
      const dark = await findViolations(page);

      expect({ hasFocus, light, dark, narrow: await overflowAt320(page) }).toEqual({
        hasFocus: true,
        light: [],
        dark: [],
        narrow: [],
      });
    },
  );
});
