import { signal } from '@preact/signals';
import type { en } from './en.js';

/** The texts of a language. A text that is missing in one of them is a type error. */
export type Texts = typeof en;

/** The languages, each with its own name. */
export const languages = { en: 'English', de: 'Deutsch' } as const;

export type Language = keyof typeof languages;

const storageKey = 'cordon:language';

export const language = signal<Language>('en');
const texts = signal<Texts | null>(null);

/** Returns the texts of the chosen language. A component that calls it renders again when that changes. */
export function t(): Texts {
  const current = texts.value;
  if (current === null) throw new Error('the texts are not loaded');
  return current;
}

/** Loads the texts of the language that was chosen before, or of the first one that the browser prefers. */
export async function loadTexts(): Promise<void> {
  await useLanguage(readLanguage());
}

/** Changes the language and remembers it. */
export async function chooseLanguage(next: Language): Promise<void> {
  localStorage.setItem(storageKey, next);
  await useLanguage(next);
}

async function useLanguage(next: Language): Promise<void> {
  texts.value = await load(next);
  language.value = next;
  document.documentElement.lang = next;
}

async function load(wanted: Language): Promise<Texts> {
  return wanted === 'de' ? (await import('./de.js')).de : (await import('./en.js')).en;
}

function readLanguage(): Language {
  const wanted = [localStorage.getItem(storageKey) ?? '', ...navigator.languages];
  const known = wanted.map((tag) => tag.slice(0, 2).toLowerCase()).find(isLanguage);
  return known ?? 'en';
}

function isLanguage(name: string): name is Language {
  return Object.hasOwn(languages, name);
}
