import { generateKeyPairSync } from 'node:crypto';
import type { CommandInput } from '../../../src/shared/index.js';
import { goodPassword, otherPassword } from '../../helpers/create-test-server.js';

type Told = readonly string[];

/** What people do with their own account, and what is told of it. */
export const ownChanges: readonly (readonly [name: string, mutation: string, told: Told])[] = [
  [
    'reauthenticate',
    `mutation { reauthenticate(password: "${goodPassword}") { ok } }`,
    ['session.proven person>person'],
  ],
  [
    'updateProfile',
    'mutation { updateProfile(input: { fullName: "Ada" }) { ok } }',
    ['user.updated person>person'],
  ],
  ['updateProfile that changes nothing', 'mutation { updateProfile(input: {}) { ok } }', []],
  [
    'changePassword',
    `mutation { changePassword(input: { currentPassword: "${goodPassword}", newPassword: "${otherPassword}" }) { ok } }`,
    ['user.password-changed person>person'],
  ],
  ['logout', 'mutation { logout { ok } }', ['session.ended person>person LOGOUT']],
  [
    'logout everywhere',
    'mutation { logout(input: { scope: ALL }) { ok } }',
    ['user.sessions-revoked person>person'],
  ],
];

/** What administrators do with somebody. */
export const administratorsChanges: readonly (readonly [
  name: string,
  type: string,
  input: Readonly<Record<string, unknown>>,
  told: Told,
])[] = [
  ['updateUser', 'UpdateUserInput', { fullName: 'Ada' }, ['user.updated admin>person']],
  [
    'setUserRole',
    'SetUserRoleInput',
    { role: 'SUPPORT', reason: 'helps' },
    ['user.role-changed admin>person helps'],
  ],
  ['setUserRole to the same', 'SetUserRoleInput', { role: 'USER', reason: 'no change' }, []],
  ['disableUser', 'DisableUserInput', { reason: 'left' }, ['user.disabled admin>person left']],
  ['deleteUser', 'DeleteUserInput', { reason: 'asked' }, ['user.deleted admin>person asked']],
];

/** What administrators may not do with themselves, or not any more. */
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

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();

/** What the operator does: the command, what is given to it for a person of this name, and what is told. */
export const operatorsChanges: readonly (readonly [
  name: string,
  inputFor: (name: string) => Partial<CommandInput>,
  told: Told,
])[] = [
  [
    'users set-role',
    (user) => ({ arguments: { user, role: 'support' }, options: { reason: 'helps' } }),
    ['user.role-changed CLI>person helps'],
  ],
  [
    'users disable',
    (user) => ({ arguments: { user }, options: { reason: 'left' } }),
    ['user.disabled CLI>person left'],
  ],
  [
    'users delete',
    (user) => ({ arguments: { user }, options: { reason: 'gone' } }),
    ['user.deleted CLI>person gone'],
  ],
  ['users unlock', (user) => ({ arguments: { user } }), ['user.unlocked CLI>person']],
  ['users revoke-sessions', (user) => ({ arguments: { user } }), ['user.sessions-revoked CLI>person']],
  [
    'users reset-password',
    (user) => ({ arguments: { user } }),
    ['user.password-reset CLI>person', 'user.link-issued CLI>person'],
  ],
  [
    'admin recover',
    (username) => ({ options: { username } }),
    ['user.role-changed CLI>person', 'user.link-issued CLI>person'],
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
