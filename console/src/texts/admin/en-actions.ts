/** The dialogs of the console in English. */
export const enActions = {
  reason: 'Reason',
  reasonHint: 'One line, for the audit log.',
  until: 'Until',
  untilHint: 'Without a time, until somebody enables the user.',
  done: 'Done',
  working: (done: string, all: string): string => `${done} of ${all}`,
  what: 'What this does',
  invite: {
    title: (name: string): string => `Invite ${name} again`,
    short: 'Invite again',
    effects: ['The link that was issued before becomes invalid.', 'A new link is shown once.'],
    submit: 'Issue a link',
    link: (name: string): string => `Invitation link for ${name}`,
  },
  reset: {
    title: (name: string): string => `Reset the password of ${name}`,
    short: 'Reset the password',
    effects: [
      'The password is removed at once.',
      'All sessions of the user end.',
      'A link with which the user chooses a new password is shown once.',
    ],
    submit: 'Reset the password',
    link: (name: string): string => `Link for ${name} to choose a password`,
  },
  role: {
    title: (name: string): string => `Change the role of ${name}`,
    short: 'Change the role',
    effects: ['A lower role ends all sessions of the user.', 'A higher role takes effect at once.'],
    submit: 'Change the role',
  },
  disable: {
    title: (name: string): string => `Disable ${name}`,
    short: 'Disable',
    effects: ['The user cannot sign in.', 'All sessions of the user end at once.'],
    submit: 'Disable',
    done: (name: string): string => `${name} is disabled.`,
  },
  enable: {
    title: (name: string): string => `Enable ${name}`,
    short: 'Enable',
    effects: ['The user can sign in again.', 'Sessions that ended stay ended.'],
    submit: 'Enable',
    done: (name: string): string => `${name} is enabled.`,
  },
  unlock: {
    title: (name: string): string => `Unlock ${name}`,
    short: 'Unlock',
    effects: ['Failed attempts to sign in are forgotten.', 'The user can try again at once.'],
    submit: 'Unlock',
    done: (name: string): string => `${name} can try again.`,
  },
  end: {
    title: (name: string): string => `End all sessions of ${name}`,
    short: 'End all sessions',
    effects: ['Every device of the user is signed out at once.', 'The user can sign in again.'],
    submit: 'End all sessions',
    done: (count: string, isOne: boolean): string =>
      isOne ? 'One session ended.' : `${count} sessions ended.`,
  },
  endOne: {
    title: (name: string): string => `End a session of ${name}`,
    effects: ['This device is signed out at once.', 'The user can sign in again.'],
    submit: 'End the session',
  },
  factors: {
    title: (name: string): string => `Reset the second factors of ${name}`,
    short: 'Reset second factors',
    effects: [
      'Authenticator app, passkeys and recovery codes of the user are removed.',
      'All sessions of the user end.',
      'Until new ones are set up, the password alone is enough.',
    ],
    submit: 'Reset second factors',
    done: (name: string): string => `The second factors of ${name} are removed.`,
  },
  delete: {
    title: (name: string): string => `Delete ${name}`,
    short: 'Delete',
    effects: [
      'Sessions, password and open links of the user are removed.',
      'The username and the email address can be used again.',
      'This cannot be undone.',
    ],
    submit: 'Delete',
    done: (name: string): string => `${name} is deleted.`,
  },
  edit: {
    title: (name: string): string => `Edit the profile of ${name}`,
    submit: 'Save',
    done: 'The profile is saved.',
    emailHint: 'Another address counts as not verified.',
    verified: 'The address belongs to the user',
    localeHint: 'A language tag such as en or de-AT.',
    metadataHint: 'A JSON object.',
    metadataInvalid: 'This is not a JSON object.',
  },
  create: {
    title: 'New user',
    submit: 'Create',
    how: 'How the user gets in',
    invite: 'With an invitation: a link, with which the user chooses a password',
    password: 'With a password that you choose',
    mustChange: 'The password must be changed at the first sign-in',
    link: (name: string): string => `Invitation link for ${name}`,
    done: (name: string): string => `${name} is created.`,
  },
  endAll: {
    title: 'End the sessions of all users',
    effects: [
      'Everybody is signed out at once, you too.',
      'Meant for a leak, or after a backup was restored.',
      'Passwords and keys are not changed.',
    ],
    submit: 'End all sessions',
  },
  rotate: {
    title: 'Rotate the signing key',
    effects: ['A new key replaces the active one.', 'Valid tokens remain valid.'],
    submit: 'Rotate',
  },
  revoke: {
    title: (kid: string): string => `Revoke the key ${kid}`,
    effects: [
      'Every access token signed with it is refused at once, by this server.',
      'Signed-in people get a new token by themselves.',
      'When it is the active key, another one becomes active.',
      'This cannot be undone.',
    ],
    submit: 'Revoke',
  },
  bulk: {
    titles: {
      disable: (count: string, isOne: boolean): string =>
        isOne ? 'Disable one user' : `Disable ${count} users`,
      enable: (count: string, isOne: boolean): string =>
        isOne ? 'Enable one user' : `Enable ${count} users`,
      end: (count: string, isOne: boolean): string =>
        isOne ? 'End the sessions of one user' : `End the sessions of ${count} users`,
    },
    and: (count: string): string => `and ${count} more`,
    ok: 'done',
    ended: (count: string): string => `${count} ended`,
    results: 'Results',
  },
  conflict: {
    title: 'Somebody else has changed this user meanwhile',
    lead: 'Check the changes. Sending again overwrites them where they differ from yours.',
    none: 'Only fields that are not shown here were changed.',
    change: (field: string, from: string, to: string): string => `${field}: ${from} → ${to}`,
  },
};
