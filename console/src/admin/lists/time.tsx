import type { JSX } from 'preact';
import { formatDate, localeOf } from '../../framework/format.js';

/** A time in the language and the time zone of the page; the exact one is its title. */
export function Time(props: {
  readonly at: string | null;
  /** What stands in the place of a time that there is none of. */
  readonly none?: string;
  readonly withSeconds?: boolean;
  /** Shows the day only. */
  readonly isDay?: boolean;
}): JSX.Element {
  const { at, none = '', withSeconds = false, isDay = false } = props;
  if (at === null) return <span class="quiet">{none}</span>;
  return (
    <time dateTime={at} title={at}>
      {isDay ? formatDate(at) : formatTime(at, withSeconds)}
    </time>
  );
}

/** Returns a time in the language and the time zone of the page. */
export function formatTime(at: string, withSeconds = false): string {
  const format = new Intl.DateTimeFormat(localeOf(), {
    dateStyle: 'medium',
    timeStyle: withSeconds ? 'medium' : 'short',
  });
  return format.format(new Date(at));
}

/** Returns the value of a field for a date and a time as an RFC 3339 timestamp; null when there is none. */
export function readLocalTime(text: string): string | null {
  const at = new Date(text);
  return text === '' || Number.isNaN(at.getTime()) ? null : at.toISOString();
}

/** Returns a timestamp as the value of a field for a date and a time. */
export function localTimeOf(at: string): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return '';
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
