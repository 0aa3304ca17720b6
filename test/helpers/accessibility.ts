import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { untilLoaded } from './console-visit.js';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly target: readonly unknown[]; readonly failureSummary?: string }[];
  }[];
}

/**
 * Returns the violations of WCAG 2.2, levels A and AA, that axe-core finds on a page of the console when it
 * is loaded, as text; none is an empty list.
 */
export async function findViolations(page: Page): Promise<readonly string[]> {
  await untilLoaded(page);
  await untilPainted(page);
  if ((await page.evaluate('typeof axe')) === 'undefined') await page.evaluate(axeSource);
  // The page returns the violations alone: what passed is a hundred times as much.
  const result = (await page.evaluate(`axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    resultTypes: ['violations'],
  }).then(({ violations }) => ({ violations }))`)) as AxeResult;
  return result.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary = '' }) => `${id} ${target.join(' ')}: ${failureSummary}`),
  );
}

/** Waits until colours have changed: they do so by transitions, which end with a frame. */
export async function untilPainted(page: Page): Promise<void> {
  await page.evaluate(`new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    .then(() => {
      for (const each of document.getAnimations()) if (each instanceof CSSTransition) each.finish();
    })`);
}

/**
 * Returns what is cut off at the side of a page, or makes it scroll sideways, as text; none is an empty list.
 * What scrolls on its own, as a wide table does, and what is hidden from the eye, are left out.
 */
export function findOverflow(page: Page): Promise<readonly string[]> {
  return page.evaluate<readonly string[]>(`(() => {
    const wide = document.documentElement.scrollWidth - innerWidth;
    const isExempt = (element) => {
      for (let each = element; each !== null; each = each.parentElement) {
        const { overflowX, clipPath } = getComputedStyle(each);
        if (clipPath !== 'none' || each.matches('.skip, svg *')) return true;
        if (each !== element && /auto|scroll|hidden|clip/.test(overflowX) && !each.matches('dialog'))
          return true;
      }
      return false;
    };
    const outside = [...document.querySelectorAll('body *')].filter((element) => {
      const { left, right, width, height } = element.getBoundingClientRect();
      if (width === 0 || height === 0) return false;
      return (left < -1 || right > innerWidth + 1) && !isExempt(element);
    });
    const dialogs = [...document.querySelectorAll('dialog')]
      .filter((each) => each.scrollWidth > each.clientWidth + 1);
    return [
      ...(wide > 0 ? ['the page scrolls sideways by ' + wide + ' px'] : []),
      ...outside.slice(0, 3).map((each) => 'outside: ' + each.outerHTML.slice(0, 120)),
      ...dialogs.map(() => 'the dialog scrolls sideways'),
    ];
  })()`);
}
