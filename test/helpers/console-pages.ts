import type { Place } from './console-stage.js';
import { fillSignIn } from './console-visit.js';

/** A page, with the pattern of the route in the source that leads to it. */
export interface ConsolePage extends Place {
  readonly route: string;
}

const visitors = (route: string, ...places: readonly Partial<Place>[]): readonly ConsolePage[] =>
  places.map((place) => ({ route, path: route, viewer: 'visitor', ...place }));

const signInAs =
  (username: string, text: string): NonNullable<Place['open']> =>
  async ({ page }) => {
    await fillSignIn(page, username);
    await page.getByRole('heading', { name: text }).waitFor();
  };

const submit: NonNullable<Place['open']> = ({ page }) => page.locator('button[type=submit]').click();

const askForMail: NonNullable<Place['open']> = async ({ page }) => {
  await page.locator('input[type=email]').fill('ada@example.com');
  await page.locator('button[type=submit]').click();
  await page.locator('input[type=email]').waitFor({ state: 'detached' });
};

/** The pages of people who are not signed in. */
const peoplePages: readonly ConsolePage[] = [
  ...visitors(
    '/sign-in',
    {},
    { path: '/sign-in?reason=ended' },
    { open: submit },
    { open: signInAs('carl', 'One more step') },
    { open: signInAs('dora', 'Choose a new password') },
  ),
  ...visitors('/sign-up', {}, { open: submit }),
  ...visitors('/reset', {}, { open: askForMail }, { path: '/reset#token=cordon_reset_AAAA' }),
  ...visitors('/verify-email', {}, { path: '/verify-email#token=cordon_verify_AAAA' }),
  ...visitors(
    '/email-change',
    {},
    { path: '/email-change#token=cordon_email_AAAA' },
    { path: '/email-change#token=cordon_undo_AAAA' },
  ),
  ...visitors('/setup', {}, { path: '/setup#token=cordon_setup_AAAA' }),
  ...visitors('/invitation', { path: '/invitation#token=cordon_invite_AAAA' }),
];

const accountPages: readonly ConsolePage[] = [
  ...['profile', 'security', 'sessions', 'activity', 'data'].map((name) => ({
    route: `/account/${name}`,
    path: `/account/${name}`,
    viewer: 'carl' as const,
  })),
  { route: '/account', path: '/account/nowhere', viewer: 'carl' },
];

const adminPages: readonly ConsolePage[] = [
  { route: '/console', path: '/console/nowhere' },
  { route: '/console', path: '/console/users', viewer: 'carl' },
  { route: '/console/overview', path: '/console/overview' },
  { route: '/console/users', path: '/console/users' },
  { route: '/console/users', path: '/console/users?q=nobody' },
  ...['', '?tab=sessions', '?tab=events', '?tab=factors', '?tab=access'].map((tab) => ({
    route: '/console/users/:id',
    path: `/console/users/ADA${tab}`,
  })),
  { route: '/console/users/:id', path: '/console/users/018f3f3e-0000-7000-8000-00000000dead' },
  { route: '/console/sessions', path: '/console/sessions' },
  { route: '/console/audit', path: '/console/audit' },
  { route: '/console/keys', path: '/console/keys' },
  ...['', '?tab=explain', '?tab=change'].map((tab) => ({
    route: '/console/access',
    path: `/console/access${tab}`,
  })),
  { route: '/console/settings', path: '/console/settings' },
];

/** Every page, in each state that looks different. An architecture test compares it with the routes. */
export const consolePages: readonly ConsolePage[] = [...peoplePages, ...accountPages, ...adminPages];
