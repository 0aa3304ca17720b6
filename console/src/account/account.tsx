import type { JSX } from 'preact';
import { Redirect, Route, Switch } from 'wouter-preact';
import { SignedIn } from '../framework/guard.js';
import type { IconName } from '../framework/icon.js';
import type { Page } from '../framework/lazy-page.js';
import { NotFound } from '../framework/not-found.js';
import { Shell } from '../framework/shell.js';
import { t } from '../texts/index.js';
import { ActivityPage } from './activity-page.js';
import { DataPage } from './data-page.js';
import { ProfilePage } from './profile-page.js';
import { SecurityPage } from './security-page.js';
import { SessionsPage } from './sessions-page.js';

type AreaName = 'profile' | 'security' | 'sessions' | 'activity' | 'data';

const areas: readonly { readonly name: AreaName; readonly icon: IconName; readonly Page: Page }[] = [
  { name: 'profile', icon: 'account', Page: ProfilePage },
  { name: 'security', icon: 'lock', Page: SecurityPage },
  { name: 'sessions', icon: 'sessions', Page: SessionsPage },
  { name: 'activity', icon: 'audit', Page: ActivityPage },
  { name: 'data', icon: 'empty', Page: DataPage },
];

/** Everything below `/account`. */
export function Account(): JSX.Element {
  const entries = areas.map(({ name, icon }) => ({
    href: `/account/${name}`,
    label: t().account[name].title,
    icon,
  }));
  return (
    <SignedIn>
      {(viewer) => (
        <Shell viewer={viewer} entries={entries}>
          <Switch>
            {areas.map(({ name, Page }) => (
              <Route key={name} path={`/account/${name}`}>
                <Page />
              </Route>
            ))}
            <Route path="/account">
              <Redirect to="/account/profile" replace />
            </Route>
            <Route>
              <NotFound />
            </Route>
          </Switch>
        </Shell>
      )}
    </SignedIn>
  );
}
