import type { OpenPage, Place } from './console-stage.js';

/** A dialog or menu, with the folder and the name of the component that renders it. */
export interface ConsoleDialog extends Place {
  readonly component: string;
  readonly open: NonNullable<Place['open']>;
}

type Open = ConsoleDialog['open'];

const press =
  (name: string | RegExp): Open =>
  ({ page }) =>
    page.getByRole('button', { name, exact: true }).first().click();

const send = ({ page }: OpenPage): Promise<void> => page.locator('dialog button[type=submit]').last().click();

const then =
  (...steps: readonly Open[]): Open =>
  async (stage) => {
    for (const step of steps) await step(stage);
  };

const seeing =
  (text: string | RegExp): Open =>
  ({ page }) =>
    page.getByText(text).first().waitFor();

const fill =
  (label: string, value: string): Open =>
  ({ page }) =>
    page.locator('dialog').getByLabel(label).fill(value);

const selectAndDisable: Open = async ({ page }) => {
  await page.locator('tbody input[type=checkbox]').first().check();
  await page.locator('.bulk').getByRole('button', { name: 'Disable', exact: true }).click();
};

/** Changes the user as somebody else would. */
const changeElsewhere: Open = ({ server }) =>
  server.sql(`UPDATE users SET version = version + 1, locale = 'de' WHERE username = 'ada'`);

/** Makes the server ask the administrator, who has none, for a second factor. */
const refuseWithoutFactor: Open = async ({ page }) => {
  const extensions = { code: 'STEP_UP_REQUIRED', assurance: 2 };
  await page.route(
    '**/graphql',
    (route) => route.fulfill({ json: { errors: [{ message: 'refused', extensions }] } }),
    { times: 1 },
  );
};

/** Gives carl's sessions a proof of the second factor, or takes it from them. */
const proven =
  (methods: '{pwd}' | '{pwd,mfa}'): Open =>
  ({ server }) =>
    server.sql(
      `UPDATE sessions SET authenticated_at = now(), auth_methods = $1
       WHERE user_id = (SELECT id FROM users WHERE username = 'carl')`,
      [methods],
    );

const onUser = (component: string, name: string, path = '/console/users/ADA'): ConsoleDialog => ({
  component: `user/${component}`,
  path,
  open: press(name),
});

const userDialogs: readonly ConsoleDialog[] = [
  { component: 'user/CreateDialog', path: '/console/users?new=yes', open: async () => {} },
  onUser('EditDialog', 'Edit the profile'),
  {
    component: 'user/EditDialog',
    path: '/console/users/ADA',
    open: then(press('Edit the profile'), changeElsewhere, send, seeing('Somebody else has changed')),
  },
  onUser('RoleDialog', 'Change the role'),
  onUser('DisableDialog', 'Disable'),
  onUser('EnableDialog', 'Enable', '/console/users/BOB'),
  onUser('UnlockDialog', 'Unlock'),
  onUser('EndSessionsDialog', 'End all sessions'),
  onUser('FactorsDialog', 'Reset second factors', '/console/users/CARL'),
  onUser('DeleteDialog', 'Delete'),
  onUser('LinkDialog', 'Reset the password'),
  onUser('LinkDialog', 'Invite again', '/console/users/EVE'),
  {
    component: 'user/LinkShown',
    path: '/console/users/GINA',
    open: then(
      press('Reset the password'),
      ({ page }) => page.getByLabel('Send the link').uncheck(),
      send,
      ({ page }) => page.locator('dialog textarea').waitFor(),
    ),
  },
  {
    component: 'user/ExplainDialog',
    path: '/console/users/ADA?tab=access&q=Query.users',
    open: press('Query.users'),
  },
];

const adminDialogs: readonly ConsoleDialog[] = [
  { component: 'users/BulkDialog', path: '/console/users?q=ada', open: selectAndDisable },
  {
    component: 'users/BulkDialog',
    path: '/console/users?q=bob',
    open: then(selectAndDisable, fill('Reason', 'left'), send, seeing('1 of 1')),
  },
  { component: 'sessions/EndAllDialog', path: '/console/sessions', open: press('End all sessions') },
  { component: 'audit/VerifyButton', path: '/console/audit', open: press('Verify') },
  { component: 'audit/EventDialog', path: '/console/audit', open: press(/^Show event/) },
  { component: 'keys/RotateDialog', path: '/console/keys', open: press('Rotate') },
  { component: 'keys/RevokeDialog', path: '/console/keys', open: press(/^Revoke the key/) },
];

const carl = (component: string, path: string, open: Open): ConsoleDialog => ({
  component: `account/${component}`,
  path: `/account/${path}`,
  viewer: 'carl',
  open,
});

const accountDialogs: readonly ConsoleDialog[] = [
  carl('ChangePasswordDialog', 'security', press('Change password')),
  carl('ChangePasswordDialog', 'security', then(press('Change password'), send, seeing('At least'))),
  carl('ChangeEmailDialog', 'profile', press('Change the address')),
  carl('PasskeyDialog', 'security', press('Rename Phone')),
  carl('PasskeyDialog', 'security', press('Remove Phone')),
  carl('RemoveTotpDialog', 'security', press('Remove')),
  carl(
    'RecoveryCodesDialog',
    'security',
    then(proven('{pwd,mfa}'), press('New recovery codes'), seeing('I have kept them')),
  ),
  carl('DeleteDialog', 'data', press('Delete my account')),
  { component: 'account/SetUpDialog', path: '/account/security', open: press('Set up an app') },
];

const frameDialogs: readonly ConsoleDialog[] = [
  {
    component: 'framework/StepUp',
    path: '/account/security',
    viewer: 'carl',
    open: then(proven('{pwd}'), press('New recovery codes'), seeing('Confirm that it is you')),
  },
  {
    component: 'framework/StepUp',
    path: '/console/users/ADA',
    open: then(press('Unlock'), refuseWithoutFactor, send, seeing('Set up a second factor')),
  },
  {
    component: 'framework/Shortcuts',
    path: '/console/users',
    open: ({ page }) => page.keyboard.press('?'),
  },
  { component: 'framework/PersonMenu', path: '/console/users', open: press('admin') },
  {
    component: 'framework/Shell',
    path: '/console/users',
    open: async (stage) => {
      await stage.page.setViewportSize({ width: 800, height: 800 });
      await press('Menu')(stage);
    },
  },
];

/** Every dialog, in each state that looks different. An architecture test compares it with the source. */
export const consoleDialogs: readonly ConsoleDialog[] = [
  ...frameDialogs,
  ...userDialogs,
  ...adminDialogs,
  ...accountDialogs,
];
