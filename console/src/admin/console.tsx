import type { JSX } from 'preact';
import { Redirect, Route, Switch } from 'wouter-preact';
import type { Viewer } from '../api/session.js';
import { ButtonLink } from '../framework/button.js';
import { SignedIn } from '../framework/guard.js';
import { lazyPage } from '../framework/lazy-page.js';
import { NotFound } from '../framework/not-found.js';
import { Shell } from '../framework/shell.js';
import { EmptyState } from '../framework/states.js';
import { t } from '../texts/index.js';
import { type Area, areas } from './areas.js';

const pages = areas.map((area) => ({ area, Page: lazyPage(area.load) }));

/** Everything below `/console`. */
export function Console(): JSX.Element {
  return (
    <SignedIn>
      {(viewer) => {
        const allowed = pages.filter(({ area }) => isAllowed(viewer, area));
        const entries = allowed.map(({ area }) => ({
          href: area.path,
          label: String(t().shell[area.name]),
          icon: area.icon,
        }));
        return (
          <Shell viewer={viewer} entries={entries}>
            {viewer.permissions.includes('users:read') ? (
              <Switch>
                {allowed.flatMap(({ area, Page }) =>
                  area.routes.map((path) => (
                    <Route key={path} path={path}>
                      <Page />
                    </Route>
                  )),
                )}
                <Route path="/console">
                  {allowed[0] === undefined ? null : <Redirect to={allowed[0].area.path} replace />}
                </Route>
                <Route>
                  <NotFound />
                </Route>
              </Switch>
            ) : (
              <EmptyState title={t().failures.forbidden.title} icon="lock" isPage>
                <p>{t().shell.notForYou}</p>
                <ButtonLink href="/account">{t().shell.toAccount}</ButtonLink>
              </EmptyState>
            )}
          </Shell>
        );
      }}
    </SignedIn>
  );
}

function isAllowed({ permissions }: Viewer, { scope }: Area): boolean {
  return permissions.includes(scope);
}
