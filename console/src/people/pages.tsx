import type { JSX } from 'preact';
import { Route, Switch } from 'wouter-preact';
import { NotFound } from '../framework/not-found.js';
import { OneTimeLink } from './one-time-link.js';
import { SignIn } from './sign-in.js';
import { SignUp } from './sign-up.js';

/** The pages for people who are not signed in. */
export function PeoplePages(): JSX.Element {
  return (
    <Switch>
      <Route path="/sign-in">
        <SignIn />
      </Route>
      <Route path="/sign-up">
        <SignUp />
      </Route>
      {['/setup', '/invitation', '/reset'].map((path) => (
        <Route key={path} path={path}>
          <OneTimeLink />
        </Route>
      ))}
      <Route>
        <NotFound />
      </Route>
    </Switch>
  );
}
