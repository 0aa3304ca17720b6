import type { JSX } from 'preact';
import { formatAgo, formatTime } from './format.js';

/** How long ago something was; the exact time shows on hover, and screen readers get both. */
export function Ago({ instant }: { readonly instant: string | null }): JSX.Element {
  if (instant === null) return <>{formatAgo(null)}</>;
  return (
    <time dateTime={instant} title={formatTime(instant)}>
      {formatAgo(instant)}
    </time>
  );
}
