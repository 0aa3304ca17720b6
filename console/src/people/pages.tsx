import type { JSX } from 'preact';
import { Route, Switch } from 'wouter-preact';
import { NotFound } from '../framework/not-found.js';
import { EmailChange } from './email-change.js';
import { ForgotPassword } from './forgot-password.js';
import { OneTimeLink } from './one-time-link.js';
import { oneTimeToken } from './one-time-token.js';
import { SignIn } from './sign-in.js';
import { SignUp } from './sign-up.js';
import { VerifyEmail } from './verify-email.js';

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
      <Route path="/reset">{oneTimeToken() === '' ? <ForgotPassword /> : <OneTimeLink />}</Route>
      <Route path="/verify-email">
        <VerifyEmail />
      </Route>
      <Route path="/email-change">
        <EmailChange />
      </Route>
      {['/setup', '/invitation'].map((path) => (
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
