import type { IconName } from '../framework/icon.js';
import type { Page } from '../framework/lazy-page.js';
import type { Texts } from '../texts/index.js';

/** An area of the console: an entry of the navigation and the pages behind it. */
export interface Area {
  /** Its name in `texts.shell`. */
  readonly name: keyof Texts['shell'] & string;
  readonly path: string;
  /** The pages below its path, as patterns of wouter; the first one is the area itself. */
  readonly routes: readonly string[];
  readonly icon: IconName;
  /** A scope that the role must grant, so that nobody is led to a page that is all refusals. */
  readonly scope: string;
  readonly load: () => Promise<Page>;
}

/** The areas in the order of the navigation. To add one, see CONTRIBUTING.md. */
export const areas: readonly Area[] = [];
