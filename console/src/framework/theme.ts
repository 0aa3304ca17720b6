import { signal } from '@preact/signals';

/** How the pages are coloured: as the system wants, or as chosen by hand. */
export type Theme = 'system' | 'light' | 'dark';

const storageKey = 'cordon:theme';

export const theme = signal<Theme>(readTheme());

/** Changes the theme and remembers it. */
export function chooseTheme(next: Theme): void {
  localStorage.setItem(storageKey, next);
  theme.value = next;
  applyTheme();
}

/** Applies the remembered theme to the page. */
export function applyTheme(): void {
  document.documentElement.dataset['theme'] = theme.value;
}

function readTheme(): Theme {
  const stored = localStorage.getItem(storageKey);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}
