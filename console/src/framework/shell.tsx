import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Link, useLocation } from 'wouter-preact';
import { signOut, type Viewer } from '../api/session.js';
import { t } from '../texts/index.js';
import { Icon, type IconName } from './icon.js';
import { Preferences } from './preferences.js';
import { openShortcutHelp } from './shortcuts.js';

/** An entry of the navigation. */
export interface Entry {
  readonly href: string;
  readonly label: string;
  readonly icon: IconName;
}

/** The frame of every page for somebody who is signed in: navigation, the person's menu, content. */
export function Shell(props: {
  readonly viewer: Viewer;
  readonly entries: readonly Entry[];
  readonly children: ComponentChildren;
}): JSX.Element {
  const { viewer, entries, children } = props;
  const [location] = useLocation();
  const main = useRef<HTMLElement>(null);
  const shown = useRef(location);
  useEffect(() => {
    if (shown.current !== location) main.current?.focus();
    shown.current = location;
  }, [location]);
  return (
    <div class="shell">
      <a class="skip" href="#content">
        {t().common.skipToContent}
      </a>
      <header class="bar">
        <Link href="/console" class="brand">
          <Icon name="shield" />
          Cordon
        </Link>
        {entries.length === 0 ? null : (
          <button
            type="button"
            class="icon-button menu-button"
            popovertarget="areas"
            aria-label={t().shell.menu}
          >
            <Icon name="menu" />
          </button>
        )}
        <PersonMenu viewer={viewer} />
      </header>
      {entries.length === 0 ? null : (
        <>
          <nav class="side" aria-label={t().shell.navigation}>
            <Entries entries={entries} location={location} />
          </nav>
          <nav id="areas" class="menu" popover="auto" aria-label={t().shell.menu}>
            <Entries entries={entries} location={location} />
          </nav>
        </>
      )}
      <main id="content" ref={main} tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}

function Entries(props: { readonly entries: readonly Entry[]; readonly location: string }): JSX.Element {
  return (
    <ul>
      {props.entries.map(({ href, label, icon }) => (
        <li key={href}>
          <Link
            href={href}
            aria-current={isWithin(props.location, href) ? 'page' : undefined}
            onClick={({ currentTarget }: { readonly currentTarget: EventTarget | null }) =>
              closeMenu(currentTarget)
            }
          >
            <Icon name={icon} />
            {label}
          </Link>
        </li>
      ))}
    </ul>
  );
}

function isWithin(location: string, href: string): boolean {
  return location === href || location.startsWith(`${href}/`);
}

function closeMenu(link: EventTarget | null): void {
  if (link instanceof HTMLElement) link.closest<HTMLElement>('[popover]')?.hidePopover();
}

function PersonMenu({ viewer }: { readonly viewer: Viewer }): JSX.Element {
  return (
    <>
      <button type="button" class="person" popovertarget="person">
        <Icon name="account" />
        <span>{viewer.fullName ?? viewer.username}</span>
      </button>
      <div id="person" class="menu" popover="auto">
        <p class="who">
          <strong>{viewer.fullName ?? viewer.username}</strong>
          <span class="quiet">{viewer.email}</span>
        </p>
        <ul>
          <li>
            <Link href="/account" onClick={() => document.getElementById('person')?.hidePopover()}>
              <Icon name="account" />
              {t().shell.account}
            </Link>
          </li>
          {viewer.permissions.includes('users:read') ? (
            <li>
              <Link href="/console" onClick={() => document.getElementById('person')?.hidePopover()}>
                <Icon name="overview" />
                {t().shell.console}
              </Link>
            </li>
          ) : null}
          <li>
            <button
              type="button"
              onClick={() => {
                document.getElementById('person')?.hidePopover();
                openShortcutHelp();
              }}
            >
              <Icon name="menu" />
              {t().shell.shortcuts}
            </button>
          </li>
        </ul>
        <Preferences />
        <ul>
          <li>
            <button type="button" onClick={() => void signOut()}>
              <Icon name="lock" />
              {t().shell.signOut}
            </button>
          </li>
        </ul>
      </div>
    </>
  );
}
