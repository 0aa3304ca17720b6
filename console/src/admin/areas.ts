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
    load: withTexts(async () => (await import('./overview/overview-page.js')).OverviewPage),
  },
  {
    name: 'users',
    path: '/console/users',
    routes: ['/console/users', '/console/users/:id'],
    icon: 'users',
    scope: 'users:read',
    load: withTexts(async () => (await import('./users/users-area.js')).UsersArea),
  },
  {
    name: 'sessions',
    path: '/console/sessions',
    routes: ['/console/sessions'],
    icon: 'sessions',
    scope: 'users:read',
    load: withTexts(async () => (await import('./sessions/sessions-page.js')).SessionsPage),
  },
  {
    name: 'audit',
    path: '/console/audit',
    routes: ['/console/audit'],
    icon: 'audit',
    scope: 'audit:read',
    load: withTexts(async () => (await import('./audit/audit-page.js')).AuditPage),
  },
  {
    name: 'keys',
    path: '/console/keys',
    routes: ['/console/keys'],
    icon: 'keys',
    // Only administrators have it.
    scope: 'users:write',
    load: withTexts(async () => (await import('./keys/keys-page.js')).KeysPage),
  },
  {
    name: 'access',
    path: '/console/access',
    routes: ['/console/access'],
    icon: 'access',
    scope: 'users:write',
    load: withTexts(async () => (await import('./access/access-page.js')).AccessPage),
  },
  {
    name: 'settings',
    path: '/console/settings',
    routes: ['/console/settings'],
    icon: 'settings',
    scope: 'users:write',
    load: withTexts(async () => (await import('./settings/settings-page.js')).SettingsPage),
  },
];

/** Loads a page together with the texts of the console. */
function withTexts(load: () => Promise<Page>): () => Promise<Page> {
  return async () => {
    const [page] = await Promise.all([load(), loadAdminTexts()]);
    return page;
  };
}
