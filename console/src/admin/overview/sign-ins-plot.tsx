import type { JSX } from 'preact';
import { formatNumber, localeOf } from '../../framework/format.js';
import { Table } from '../../framework/table.js';
import { ta } from '../../texts/admin/index.js';
import type { OverviewFiguresQuery } from './overview.documents.js';

type Point = OverviewFiguresQuery['overview']['hourly'][number];
type Range = 'day' | 'month';

// In rem, so that labels keep their size; positions along the axis are percentages.
const height = 12;
const foot = 1.6;
const left = 6;

/** Sign-ins and failures as pairs of bars, with the same numbers as a table below. */
export function SignInsPlot(props: {
  readonly points: readonly Point[];
  readonly range: Range;
}): JSX.Element {
  const { points, range } = props;
  const texts = ta().overview;
  const top = niceTop(Math.max(...points.flatMap(({ signIns, failures }) => [signIns, failures])));
  const slot = (100 - left) / points.length;
  const bar = (value: number): number => (value / top) * height;
  const total = (name: 'signIns' | 'failures'): string =>
    formatNumber(points.reduce((sum, point) => sum + point[name], 0));
  return (
    <figure class="bars">
      <svg
        role="img"
        aria-label={texts.plotLabel(texts.ranges[range], total('signIns'), total('failures'))}
        width="100%"
        height={`${height + foot + 0.5}rem`}
      >
        {[0, top / 2, top].map((value) => (
          <g key={value}>
            <line x1={`${left}%`} x2="100%" y1={`${y(bar(value))}rem`} y2={`${y(bar(value))}rem`} />
            <text x={`${left - 1}%`} y={`${y(bar(value)) + 0.25}rem`} text-anchor="end">
              {formatNumber(value)}
            </text>
          </g>
        ))}
        {points.map((point, index) => {
          const x = left + index * slot;
          return (
            <g key={point.startsAt}>
              <title>{describe(point, range)}</title>
              <rect class="slot" x={`${x}%`} y="0" width={`${slot}%`} height={`${height + 0.5}rem`} />
              <Bar kind="sign-ins" x={x + slot * 0.12} width={slot * 0.36} height={bar(point.signIns)} />
              <Bar kind="failures" x={x + slot * 0.52} width={slot * 0.36} height={bar(point.failures)} />
              {index % (range === 'day' ? 6 : 7) === 0 ? (
                <text x={`${x}%`} y={`${height + foot + 0.1}rem`}>
                  {formatStart(point.startsAt, range)}
                </text>
              ) : null}
            </g>
          );
        })}
      </svg>
      <ul class="legend">
        <li>
          <span class="swatch sign-ins" aria-hidden="true" />
          {texts.signInsLegend} ({total('signIns')})
        </li>
        <li>
          <span class="swatch failures" aria-hidden="true" />
          {texts.failuresLegend} ({total('failures')})
        </li>
      </ul>
      <details>
        <summary>{texts.asTable}</summary>
        <Table
          caption={texts.signIns}
          rows={points.toReversed()}
          keyOf={({ startsAt }) => startsAt}
          columns={[
            { key: 'start', header: texts.time, render: ({ startsAt }) => formatStart(startsAt, range) },
            ...(['signIns', 'failures', 'signUps'] as const).map((name) => ({
              key: name,
              header: texts.columns[name],
              isNumeric: true,
              render: (point: Point) => formatNumber(point[name]),
            })),
          ]}
        />
      </details>
    </figure>
  );
}

function Bar(props: {
  readonly kind: string;
  readonly x: number;
  readonly width: number;
  readonly height: number;
}): JSX.Element | null {
  if (props.height === 0) return null;
  // A single event stays visible beside thousands.
  const shown = Math.max(props.height, 0.15);
  return (
    <rect
      class={props.kind}
      x={`${props.x}%`}
      y={`${y(shown)}rem`}
      width={`${props.width}%`}
      height={`${shown}rem`}
    />
  );
}

function y(above: number): number {
  return height + 0.5 - above;
}

/** Returns a round number that is even and not below the value, at least 2. */
function niceTop(value: number): number {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(value, 1))));
  return [2, 4, 6, 8, 10, 20].map((factor) => factor * step).find((top) => top >= value) ?? value;
}

function describe(point: Point, range: Range): string {
  const texts = ta().overview;
  return `${formatStart(point.startsAt, range)}: ${texts.columns.signIns} ${formatNumber(point.signIns)}, ${texts.columns.failures} ${formatNumber(point.failures)}`;
}

/** The hour in the time zone of the page; days are days of UTC. */
function formatStart(startsAt: string, range: Range): string {
  const options: Intl.DateTimeFormatOptions =
    range === 'day'
      ? { hour: '2-digit', minute: '2-digit' }
      : { day: 'numeric', month: 'short', timeZone: 'UTC' };
  return new Intl.DateTimeFormat(localeOf(), options).format(new Date(startsAt));
}
