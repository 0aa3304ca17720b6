import type { JSX } from 'preact';
import { ta } from '../../texts/admin/index.js';
import { formatTime } from '../lists/time.js';
import type { KeyRowFragment } from './keys.documents.js';

interface Phase {
  readonly status: KeyRowFragment['status'];
  readonly from: number;
  readonly to: number;
  /** True when nothing ends it yet. */
  readonly isOpen: boolean;
}

const hour = 3_600_000;
const labelWidth = 25;

/** When each key is pending, active and retiring, drawn to scale; the table below says the same in words. */
export function Timeline(props: {
  readonly keys: readonly KeyRowFragment[];
  readonly now: number;
}): JSX.Element {
  const { now } = props;
  const keys = props.keys.filter(({ status }) => status !== 'REVOKED');
  const rows = keys.map((key) => ({ key, phases: phasesOf(key, props.keys, now) }));
  const times = rows.flatMap(({ phases }) => phases.flatMap(({ from, to }) => [from, to]));
  const [start, end] = [Math.min(now - hour, ...times), Math.max(now + hour, ...times)];
  const place = (time: number): number => labelWidth + ((time - start) / (end - start)) * (100 - labelWidth);
  const height = rows.length * 3 + 2;
  return (
    <figure class="timeline card">
      <figcaption class="quiet">{ta().keys.timeline}</figcaption>
      <svg
        role="img"
        aria-label={rows.flatMap(({ key, phases }) => phases.map((phase) => describe(key, phase))).join('. ')}
        width="100%"
        height={`${height}rem`}
      >
        {rows.map(({ key, phases }, row) => (
          <g key={key.id}>
            <text x="0" y={`${row * 3 + 1.6}rem`} class="kid">
              {key.kid.slice(0, 10)}
            </text>
            {phases.map((phase) => (
              <rect
                key={phase.status}
                class={`phase ${phase.status.toLowerCase()}`}
                x={`${place(phase.from)}%`}
                y={`${row * 3 + 0.6}rem`}
                width={`${Math.max(place(phase.to) - place(phase.from), 0.4)}%`}
                height="1.5rem"
                rx="4"
              >
                <title>{describe(key, phase)}</title>
              </rect>
            ))}
          </g>
        ))}
        <line class="now" x1={`${place(now)}%`} x2={`${place(now)}%`} y1="0" y2={`${height - 1.6}rem`} />
        <text class="now" x={`${place(now)}%`} y={`${height - 0.4}rem`} text-anchor="middle">
          {ta().keys.now}
        </text>
      </svg>
      <Legend />
    </figure>
  );
}

function Legend(): JSX.Element {
  const { statuses, meanings } = ta().keys;
  return (
    <ul class="legend">
      {(['PENDING', 'ACTIVE', 'RETIRING'] as const).map((status) => (
        <li key={status}>
          <span class={`swatch ${status.toLowerCase()}`} aria-hidden="true" />
          <span>
            <strong>{statuses[status]}</strong>: {meanings[status]}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** A key is pending until it signs, and active until the next one does. */
function phasesOf(key: KeyRowFragment, keys: readonly KeyRowFragment[], now: number): readonly Phase[] {
  const [created, active] = [Date.parse(key.createdAt), Date.parse(key.activeFrom)];
  const later = keys
    .filter(({ id, status }) => id !== key.id && status !== 'REVOKED')
    .map(({ activeFrom }) => Date.parse(activeFrom))
    .filter((from) => from > active);
  const replaced = later.length === 0 ? null : Math.min(...later);
  const retired = key.retireAt === null ? null : Date.parse(key.retireAt);
  const phases: readonly Phase[] = [
    { status: 'PENDING', from: created, to: active, isOpen: false },
    {
      status: 'ACTIVE',
      from: active,
      to: replaced ?? Math.max(now + hour, active + hour),
      isOpen: replaced === null,
    },
    ...(replaced === null || retired === null
      ? []
      : [{ status: 'RETIRING' as const, from: replaced, to: retired, isOpen: false }]),
  ];
  return phases.filter(({ from, to }) => to > from);
}

function describe({ kid }: KeyRowFragment, { status, from, to, isOpen }: Phase): string {
  const texts = ta().keys;
  const until = isOpen ? texts.open : formatTime(new Date(to).toISOString());
  return texts.bar(kid.slice(0, 10), texts.statuses[status], formatTime(new Date(from).toISOString()), until);
}
