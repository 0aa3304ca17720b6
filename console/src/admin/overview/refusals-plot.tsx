import type { JSX } from 'preact';
import { Link } from 'wouter-preact';
import { formatNumber } from '../../framework/format.js';
import { EmptyState } from '../../framework/states.js';
import { ta } from '../../texts/admin/index.js';
import type { OverviewFiguresQuery } from './overview.documents.js';

const shown = 8;

/** What was refused most often, as a list of bars. */
export function RefusalsPlot(props: {
  readonly refusals: OverviewFiguresQuery['overview']['refusals'];
}): JSX.Element {
  const refusals = props.refusals.slice(0, shown);
  const texts = ta().overview;
  const top = Math.max(1, ...refusals.map(({ count }) => count));
  if (refusals.length === 0) return <EmptyState title={texts.noRefusals} icon="check" />;
  return (
    <ul class="refusals">
      {refusals.map(({ coordinate, count }) => (
        <li key={coordinate}>
          <Link href={`/console/access?q=${encodeURIComponent(coordinate)}`}>
            <code>{coordinate}</code>
          </Link>
          <span class="count">{formatNumber(count)}</span>
          <svg width="100%" height="0.5rem" aria-hidden="true">
            <rect class="track" width="100%" height="100%" rx="4" />
            <rect class="failures" width={`${Math.max(1, (count / top) * 100)}%`} height="100%" rx="4" />
          </svg>
        </li>
      ))}
    </ul>
  );
}
