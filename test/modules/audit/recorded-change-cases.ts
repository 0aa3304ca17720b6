import type { CommandInput } from '../../../src/shared/index.js';
import { generateKeys } from '../../helpers/generate-keys.js';
import { goodPassword, otherPassword } from '../../helpers/sign-in.js';

type RecordedLines = readonly string[];

/** Mutations of users on their own account, with the recorded entries. */
export const changesByUsers: readonly (readonly [name: string, mutation: string, recorded: RecordedLines])[] =
  [
    [
      'reauthenticate',
      `mutation { reauthenticate(password: "${goodPassword}") { ok } }`,
      ['session.proven user>user'],
    ],
    [
      'updateProfile',
      'mutation { updateProfile(input: { fullName: "Ada" }) { ok } }',
      ['user.updated user>user'],
    ],
    ['updateProfile that changes nothing', 'mutation { updateProfile(input: {}) { ok } }', []],
    [
      'changePassword',
      `mutation {
        changePassword(input: { currentPassword: "${goodPassword}", newPassword: "${otherPassword}" }) { ok }
      }`,
      ['user.password-changed user>user'],
    ],
    ['logout', 'mutation { logout { ok } }', ['session.ended user>user LOGOUT']],
    [
      'logout everywhere',
      'mutation { logout(input: { scope: ALL }) { ok } }',
      ['user.sessions-revoked user>user'],
    ],
  ];

/** Mutations of administrators on other users, with the recorded entries. */
export const changesByAdministrators: readonly (readonly [
  name: string,
  type: string,
  input: Readonly<Record<string, unknown>>,
  recorded: RecordedLines,
])[] = [
  ['updateUser', 'UpdateUserInput', { fullName: 'Ada' }, ['user.updated admin>user']],
  [
    'setUserRole',
    'SetUserRoleInput',
    { role: 'SUPPORT', reason: 'helps' },
    ['user.role-changed admin>user helps'],
  ],
  ['setUserRole to the same', 'SetUserRoleInput', { role: 'USER', reason: 'no change' }, []],
  ['disableUser', 'DisableUserInput', { reason: 'left' }, ['user.disabled admin>user left']],
  ['deleteUser', 'DeleteUserInput', { reason: 'asked' }, ['user.deleted admin>user asked']],
];

/** Mutations that are rejected. */
export const refusedChanges: readonly (readonly [
  name: string,
  field: string,
  type: string,
  input: Readonly<Record<string, unknown>>,
])[] = [
  ['setUserRole of oneself', 'setUserRole', 'SetUserRoleInput', { role: 'USER', reason: 'x' }],
  ['disableUser of oneself', 'disableUser', 'DisableUserInput', { reason: 'x' }],
  ['updateUser with an old version', 'updateUser', 'UpdateUserInput', { fullName: 'x', expectedVersion: 77 }],
];

const { privateKey } = generateKeys();
const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();

/** Commands of the operator: the name, the input for a user of a name, and the recorded entries. */
export const changesByOperator: readonly (readonly [
  name: string,
  inputFor: (name: string) => Partial<CommandInput>,
  recorded: RecordedLines,
])[] = [
  [
    'users set-role',
    (user) => ({ arguments: { user, role: 'support' }, options: { reason: 'helps' } }),
    ['user.role-changed CLI>user helps'],
  ],
  [
    'users disable',
    (user) => ({ arguments: { user }, options: { reason: 'left' } }),
    ['user.disabled CLI>user left'],
  ],
  [
    'users delete',
    (user) => ({ arguments: { user }, options: { reason: 'gone' } }),
    ['user.deleted CLI>user gone'],
  ],
  ['users unlock', (user) => ({ arguments: { user } }), ['user.unlocked CLI>user']],
  ['users revoke-sessions', (user) => ({ arguments: { user } }), ['user.sessions-revoked CLI>user']],
  ['sessions end-all', () => ({ options: { reason: 'restored' } }), ['session.all-ended CLI>- restored']],
  [
    'users reset-password',
    (user) => ({ arguments: { user } }),
    ['user.password-reset CLI>user', 'user.link-issued CLI>user'],
  ],
  [
    'admin recover',
    (username) => ({ options: { username } }),
    ['user.role-changed CLI>user', 'user.link-issued CLI>user'],
  ],
  ['keys rotate', () => ({ options: { 'publish-for': '900', reason: 'test' } }), ['key.rotated CLI>- test']],
  ['keys import', () => ({ arguments: { file: 'key.pem' }, secret: pem }), ['key.imported CLI>-']],
  ['keys rewrap', () => ({}), []],
  ['users show', (user) => ({ arguments: { user } }), []],
  ['users list', () => ({}), []],
  ['keys list', () => ({}), []],
  ['audit tail', () => ({}), []],
  ['audit verify', () => ({}), []],
];
