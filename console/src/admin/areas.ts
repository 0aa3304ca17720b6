import type { IconName } from '../framework/icon.js';
import type { Page } from '../framework/lazy-page.js';
import { loadAdminTexts } from '../texts/admin/index.js';
import type { Texts } from '../texts/index.js';

/** An area of the console: an entry of the navigation and the pages behind it. */
export interface Area {
  /** Its name in `texts.shell`. */
  readonly name: keyof Texts['shell'] & string;
  readonly path: string;
  /** The pages below its path, as patterns of wouter; the first one is the area itself. */
  readonly routes: readonly string[];
  readonly icon: IconName;
  /** A scope that the role must grant, so that nobody is led to a page that is all refusals. */
  readonly scope: string;
  readonly load: () => Promise<Page>;
}

/** The areas in the order of the navigation. To add one, see CONTRIBUTING.md. */
export const areas: readonly Area[] = [
  {
    name: 'overview',
    path: '/console/overview',
    routes: ['/console/overview'],
    icon: 'overview',
    // Only administrators have it.
    scope: 'users:write',
    load: page('OverviewPage'),
  },
  {
    name: 'users',
    path: '/console/users',
    routes: ['/console/users', '/console/users/:id'],
    icon: 'users',
    scope: 'users:read',
    load: page('UsersArea'),
  },
  {
    name: 'sessions',
    path: '/console/sessions',
    routes: ['/console/sessions'],
    icon: 'sessions',
    scope: 'users:read',
    load: page('SessionsPage'),
  },
  {
    name: 'audit',
    path: '/console/audit',
    routes: ['/console/audit'],
    icon: 'audit',
    scope: 'audit:read',
    load: page('AuditPage'),
  },
  {
    name: 'keys',
    path: '/console/keys',
    routes: ['/console/keys'],
    icon: 'keys',
    // Only administrators have it.
    scope: 'users:write',
    load: page('KeysPage'),
  },
  {
    name: 'access',
    path: '/console/access',
    routes: ['/console/access'],
    icon: 'access',
    scope: 'users:write',
    load: page('AccessPage'),
  },
  {
    name: 'settings',
    path: '/console/settings',
    routes: ['/console/settings'],
    icon: 'settings',
    scope: 'users:write',
    load: page('SettingsPage'),
  },
];

/** Loads a page, with all others of the console in one file, together with their texts. */
function page(name: keyof typeof import('./pages.js')): () => Promise<Page> {
  return async () => {
    const [pages] = await Promise.all([import('./pages.js'), loadAdminTexts()]);
    return pages[name];
  };
}
