import type { JSX } from 'preact';

/** The paths of the icons, drawn on 24 by 24. */
const paths = {
  shield: 'M12 3l8 3v6c0 4.5-3.2 7.7-8 9-4.8-1.3-8-4.5-8-9V6zM9 12l2 2 4-4',
  overview: 'M4 13h6V4H4zM14 20h6V4h-6zM4 20h6v-4H4z',
  users: 'M9 11a4 4 0 100-8 4 4 0 000 8zM2 21v-1a6 6 0 0114 0v1M16 3.5a4 4 0 010 7.4M22 21v-1a6 6 0 00-4-5.6',
  sessions: 'M3 5h18v11H3zM8 20h8M12 16v4',
  audit: 'M6 3h9l4 4v14H6zM14 3v5h5M9 13h7M9 17h5',
  keys: 'M14.5 9.5a4.5 4.5 0 10-4.3 4.5L11 13h2v-2h2l.4-.4M7 10.5h.01M15 11l6 6v4h-4v-3h-3v-3l-1-1',
  access: 'M4 6h16M4 12h16M4 18h10M18 16l2 2 3-4',
  settings: 'M4 7h10M18 7h2M16 5v4M4 17h2M10 17h10M8 15v4M4 12h6M14 12h6M12 10v4',
  account: 'M12 12a4 4 0 100-8 4 4 0 000 8zM4 21v-1a8 6 0 0116 0v1',
  menu: 'M4 6h16M4 12h16M4 18h16',
  close: 'M6 6l12 12M18 6L6 18',
  check: 'M5 13l4 4L19 7',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  search: 'M11 18a7 7 0 100-14 7 7 0 000 14zM20 20l-4-4',
  sort: 'M8 10l4-4 4 4M8 14l4 4 4-4',
  up: 'M7 14l5-5 5 5',
  down: 'M7 10l5 5 5-5',
  passkey:
    'M9 11a4 4 0 100-8 4 4 0 000 8zM2 20v-1a7 7 0 0110-6.3M17 16a3 3 0 10-1-.2V21l1.5 1 1.5-1.5-1-1 1-1.2-1-1.1z',
  warning: 'M12 4l9 16H3zM12 10v4M12 17h.01',
  offline: 'M3 3l18 18M8.5 8.6A10 10 0 003 12M12 6c3 0 6 1.5 9 5M6.5 15.5a8 8 0 013-2.3M12 19h.01',
  lock: 'M6 11h12v9H6zM8 11V8a4 4 0 018 0v3',
  empty: 'M4 13l2.5-8h11L20 13v6H4zM4 13h5l1 2h4l1-2h5',
  clock: 'M12 21a9 9 0 100-18 9 9 0 000 18zM12 7v5l3 2',
} as const;

export type IconName = keyof typeof paths;

/** An icon beside a text that says the same; hidden from screen readers. */
export function Icon({ name }: { readonly name: IconName }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
