import { type JSX, render } from 'preact';
import { Route, Switch } from 'wouter-preact';
import { loadSession, watchSession } from './api/session.js';
import { lazyPage } from './framework/lazy-page.js';
import { Shortcuts } from './framework/shortcuts.js';
import { StepUp } from './framework/step-up.js';
import { applyTheme } from './framework/theme.js';
import { Toasts } from './framework/toast.js';
import { oneTimeToken, takeToken } from './people/one-time-token.js';
import { loadTexts } from './texts/index.js';

const Console = lazyPage(async () => (await import('./admin/console.js')).Console);
const Account = lazyPage(async () => (await import('./account/account.js')).Account);
const PeoplePages = lazyPage(async () => (await import('./people/pages.js')).PeoplePages);

/** All pages. The parts of those that a person does not open are not loaded. */
function App(): JSX.Element {
  return (
    <>
      <Switch>
        <Route path="/console/*?">
          <Console />
        </Route>
        <Route path="/account/*?">
          <Account />
        </Route>
        <Route>
          <PeoplePages />
        </Route>
      </Switch>
      <Shortcuts />
      <StepUp />
      <Toasts />
    </>
  );
}

async function start(): Promise<void> {
  takeToken();
  applyTheme();
  const root = document.getElementById('app');
  if (root === null) throw new Error('the page has no place for the application');
  watchSession();
  if (oneTimeToken() === '') void loadSession();
  await loadTexts();
  render(<App />, root);
}

void start();
