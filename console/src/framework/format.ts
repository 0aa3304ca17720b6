import { language, t } from '../texts/index.js';

/** Returns an instant in the language and the time zone of the browser: "3 Mar 2026, 14:05". */
export function formatTime(instant: string | null): string {
  if (instant === null) return t().common.never;
  return new Intl.DateTimeFormat(localeOf(), { dateStyle: 'medium', timeStyle: 'short' }).format(
    new Date(instant),
  );
}

/** Returns only the date of an instant. */
export function formatDate(instant: string | null): string {
  if (instant === null) return t().common.never;
  return new Intl.DateTimeFormat(localeOf(), { dateStyle: 'medium' }).format(new Date(instant));
}

const units = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;

/** Returns how long ago an instant was, or how far ahead it is: "3 hours ago". */
export function formatAgo(instant: string | null, now: number = Date.now()): string {
  if (instant === null) return t().common.never;
  const seconds = (Date.parse(instant) - now) / 1000;
  const [unit, length] = units.find(([, size]) => Math.abs(seconds) >= size) ?? (['second', 1] as const);
  const format = new Intl.RelativeTimeFormat(localeOf(), { numeric: 'auto', style: 'long' });
  // "now" is truer than "17 seconds ago" on a page that stays open.
  return unit === 'second' ? format.format(0, 'second') : format.format(Math.trunc(seconds / length), unit);
}

/** Returns a number with the separators of the language. */
export function formatNumber(value: number): string {
  return new Intl.NumberFormat(localeOf()).format(value);
}

/** The chosen language in the regional form that the browser prefers, as de-CH for de. */
export function localeOf(): string {
  return navigator.languages.find((tag) => tag.startsWith(language.value)) ?? language.value;
}
