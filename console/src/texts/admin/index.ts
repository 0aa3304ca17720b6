import { effect, signal } from '@preact/signals';
import { type Language, language } from '../index.js';
import type { en } from './en.js';

/** The texts of the console in one language. A text that is missing in another language is a type error. */
export type AdminTexts = typeof en;

const texts = signal<AdminTexts | null>(null);

/** Returns the texts of the console, which only its pages load. Used like `t`. */
export function ta(): AdminTexts {
  const current = texts.value;
  if (current === null) throw new Error('the texts of the console are not loaded');
  return current;
}

let isFollowing = false;

/** Loads the texts of the console in the language of the page, and again when that changes. */
export async function loadAdminTexts(): Promise<void> {
  texts.value ??= await load(language.value);
  if (isFollowing) return;
  isFollowing = true;
  effect(() => {
    const wanted = language.value;
    void load(wanted).then(
      (loaded) => {
        if (wanted === language.value) texts.value = loaded;
      },
      () => undefined,
    );
  });
}

async function load(wanted: Language): Promise<AdminTexts> {
  return wanted === 'de' ? (await import('./de.js')).de : (await import('./en.js')).en;
}
