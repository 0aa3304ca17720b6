import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { CommandInput } from '../../../src/kernel/index.js';
import { ask, at, send, textAt } from '../../support/graphql-over-http.js';
import {
  accept,
  administrator,
  goodPassword,
  login,
  openServed,
  otherPassword,
  type Person,
  type Served,
  signUp,
  tokenOf,
} from '../../support/served.js';

let served: Served;
let admin: Person;
beforeAll(async () => {
  served = await openServed();
  admin = await administrator(served);
});
afterAll(() => served.close());

interface Entry {
  readonly action: string;
  readonly outcome: string;
  readonly reason: string | null;
  readonly actor_type: string;
  readonly actor_id: string | null;
  readonly subject_id: string | null;
}

let seen = 0;
beforeEach(async () => {
  await news();
});

/** The entries since this was last asked. Refusals by `@auth` are written down after their answer. */
async function news(): Promise<readonly Entry[]> {
  await served.server.app.denials.drain();
  const found = await served.sql('SELECT * FROM audit_events WHERE sequence > $1 ORDER BY sequence', [seen]);
  seen += found.length;
  return found as unknown as readonly Entry[];
}

/** As `action actor>subject reason`, with who is who in words. */
async function told(
  ...people: readonly (readonly [name: string, person: Pick<Person, 'id'>])[]
): Promise<string[]> {
  const names = new Map([['admin', admin] as const, ...people].map(([name, { id }]) => [id, name]));
  const named = (id: string | null): string => (id === null ? '-' : (names.get(id) ?? 'somebody'));
  return (await news()).map(({ action, outcome, reason, actor_type, actor_id, subject_id }) =>
    [
      outcome === 'SUCCESS' ? action : `${action}/${outcome}`,
      `${actor_type === 'USER' ? named(actor_id) : actor_type}>${named(subject_id)}`,
      ...(reason === null ? [] : [reason]),
    ].join(' '),
  );
}

let people = 0;
/** Somebody new, whose sign-up is not news any more. */
async function somebody(): Promise<Person & { readonly name: string }> {
  people += 1;
  const name = `person${people}`;
  const person = await signUp(served, name);
  await news();
  return { ...person, name };
}

function as({ accessToken }: Person, query: string, input: unknown = undefined): ReturnType<typeof ask> {
  return ask(served.url, query, { token: accessToken, variables: { input } });
}

async function run(name: string, input: Partial<CommandInput> = {}): Promise<unknown> {
  const command = served.server.app.commands.find((candidate) => candidate.name === name);
  if (command === undefined) throw new Error(`no command ${name}`);
  return (await command.run({ arguments: {}, options: {}, secret: null, ...input })).data;
}

test('the log begins with the server, its first key and the link of the first administrator, who takes it up', async () => {
  const rows = await served.sql('SELECT action, actor_type FROM audit_events ORDER BY sequence LIMIT 6');

  expect(rows.map(({ action, actor_type }) => `${action} ${actor_type}`)).toEqual(
    [
      'log.started SYSTEM',
      'key.created SYSTEM',
      'user.link-issued SYSTEM',
      'user.created SYSTEM',
      'session.started USER',
    ].concat(rows.length > 5 ? [`${rows[5]?.['action']} ${rows[5]?.['actor_type']}`] : []),
  );
});

describe('ways in', () => {
  test('signUp: the person, and their session, with where they came from', async () => {
    const person = await signUp(served, 'newcomer');

    const entries = await served.sql(
      'SELECT ip_address, request_id, changes FROM audit_events ORDER BY sequence DESC LIMIT 2',
    );
    expect(await told(['person', person])).toEqual([
      'user.created SYSTEM>person',
      'session.started person>person',
    ]);
    expect(entries[0]).toMatchObject({
      ip_address: '127.0.0.1',
      changes: expect.stringContaining('"password"'),
    });
    expect(entries[0]?.['request_id']).toBe(entries[1]?.['request_id']);
  });

  test('signUp refused: nothing', async () => {
    await expect(signUp(served, 'newcomer')).rejects.toThrow();

    expect(await told()).toEqual([]);
  });

  test('login, and login at /token', async () => {
    const person = await somebody();

    await login(served, person.name, goodPassword);
    const body = new URLSearchParams({ username: person.name, password: goodPassword });
    await send(`${served.url}/token`, { method: 'POST', body });

    const once = 'session.started person>person';
    expect(await told(['person', person])).toEqual([once, once]);
  });

  test('a failed login of somebody, and of nobody, at both doors', async () => {
    const person = await somebody();

    for (const username of [person.name, 'nobody-at-all']) {
      await login(served, username, 'a wrong password indeed');
      const body = new URLSearchParams({ username, password: 'a wrong password indeed' });
      await send(`${served.url}/token`, { method: 'POST', body });
    }

    const entries = await told(['person', person]);
    expect(entries.map((entry) => entry.split(' ').slice(0, 2).join(' '))).toEqual([
      'login.failed/FAILURE ANONYMOUS>person',
      'login.failed/FAILURE ANONYMOUS>person',
      'login.failed/FAILURE ANONYMOUS>-',
      'login.failed/FAILURE ANONYMOUS>-',
    ]);
  });

  test('a login with a password to be changed hands out a token, which is told; choosing another is told too', async () => {
    const username = 'to-be-changed';
    await as(admin, `mutation ($input: CreateUserInput!) { createUser(input: $input) { ok } }`, {
      username,
      email: 'to-be-changed@example.com',
      password: goodPassword,
    });
    const created = await news();
    const person = { id: created[0]?.subject_id ?? '' };

    const answer = await login(served, username, goodPassword);
    const first = await told(['person', person]);
    const token = textAt(answer, 'data', 'login', 'passwordChangeToken');
    await ask(served.url, `mutation ($input: ResetPasswordInput!) { resetPassword(input: $input) { ok } }`, {
      variables: { input: { token, newPassword: otherPassword } },
    });
    const second = await told(['person', person]);

    expect(created.map(({ action }) => action)).toEqual(['user.created']);
    expect(first).toContain('user.link-issued person>person');
    expect(
      first.filter((entry) => !entry.startsWith('user.link-issued') && !entry.startsWith('login.failed')),
    ).toEqual([]);
    expect(second).toEqual(['user.password-reset ANONYMOUS>person']);
  });

  test('an invitation, and taking it up', async () => {
    const answer = await as(
      admin,
      `mutation ($input: CreateUserInput!) { createUser(input: $input) { user { id } invitationLink } }`,
      { username: 'invited', email: 'invited@example.com' },
    );
    const person = { id: textAt(answer, 'data', 'createUser', 'user', 'id') };
    const first = await told(['person', person]);
    // acceptInvitation, as the setup link's.
    await accept(served, tokenOf(at(answer.body, 'data', 'createUser', 'invitationLink')));
    const second = await told(['person', person]);

    expect(first).toEqual(['user.created admin>person', 'user.link-issued admin>person']);
    expect(second).toEqual(['user.updated person>person', 'session.started person>person']);
  });
});

describe("one's own account", () => {
  test('refreshing and reading are no entries', async () => {
    const person = await somebody();

    await ask(
      served.url,
      `mutation { refreshToken(input: { refreshToken: "${person.refreshToken}" }) { ok } }`,
    );
    await as(person, '{ me { id sessions { id } } mySessions { id } }');

    expect(await told()).toEqual([]);
  });

  test.each([
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
  ])('%s', async (_, mutation, expected) => {
    const person = await somebody();

    await as(person, mutation);

    expect(await told(['person', person])).toEqual(expected);
  });

  test('a wrong password in reauthenticate and changePassword is a failed login of the person', async () => {
    const person = await somebody();

    await as(person, 'mutation { reauthenticate(password: "wrong") { ok } }');
    await as(
      person,
      `mutation { changePassword(input: { currentPassword: "wrong", newPassword: "${otherPassword}" }) { ok } }`,
    );

    const entries = await told(['person', person]);
    expect(entries.map((entry) => entry.split(' ')[0])).toEqual([
      'login.failed/FAILURE',
      'login.failed/FAILURE',
    ]);
    expect(entries.every((entry) => entry.includes('>person'))).toBe(true);
  });

  test('revokeSession of another device', async () => {
    const person = await somebody();
    const answer = await login(served, person.name, goodPassword);
    await news();
    const list = await as(person, '{ mySessions { id current } }');
    const sessions = at(list.body, 'data', 'mySessions') as readonly { id: string; current: boolean }[];

    const other = sessions.find(({ current }) => !current)?.id;
    await as(person, `mutation { revokeSession(id: "${other}") { ok } }`);

    expect(answer.status).toBe(200);
    expect(await told(['person', person])).toEqual(['session.ended person>person REVOKED']);
  });

  test('a refresh token that was used before ends its session, and both are told', async () => {
    const person = await somebody();
    const refresh = (token: string) =>
      ask(
        served.url,
        `mutation { refreshToken(input: { refreshToken: "${token}" }) { tokens { refreshToken } } }`,
      );
    const second = textAt(
      await refresh(person.refreshToken),
      'data',
      'refreshToken',
      'tokens',
      'refreshToken',
    );
    await refresh(second);

    await refresh(person.refreshToken);

    expect(await told(['person', person])).toEqual([
      'session.reuse-detected ANONYMOUS>person',
      'session.ended SYSTEM>person REFRESH_TOKEN_REUSED',
    ]);
  });
});

describe('administration', () => {
  const mutation = (field: string, type: string) =>
    `mutation ($input: ${type}!) { ${field}(input: $input) { ok } }`;

  test.each([
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
  ])('%s', async (field, type, input, expected) => {
    const person = await somebody();

    await as(admin, mutation(field.split(' ')[0] ?? '', type), { id: person.id, ...input });

    expect(await told(['person', person])).toEqual(expected);
  });

  test.each([
    ['setUserRole of oneself', 'setUserRole', 'SetUserRoleInput', { role: 'USER', reason: 'x' }],
    ['disableUser of oneself', 'disableUser', 'DisableUserInput', { reason: 'x' }],
    [
      'updateUser with an old version',
      'updateUser',
      'UpdateUserInput',
      { fullName: 'x', expectedVersion: 77 },
    ],
  ])('%s: refused, and nothing is told', async (_, field, type, input) => {
    await as(admin, mutation(field, type), { id: admin.id, ...input });

    expect(await told()).toEqual([]);
  });

  test.each([
    ['enableUser', 'user.enabled admin>person'],
    ['unlockUser', 'user.unlocked admin>person'],
  ])('%s', async (field, expected) => {
    const person = await somebody();
    if (field === 'enableUser') {
      await as(admin, mutation('disableUser', 'DisableUserInput'), { id: person.id, reason: 'left' });
    }
    await news();

    await as(admin, `mutation { ${field}(id: "${person.id}") { ok } }`);

    expect(await told(['person', person])).toEqual([expected]);
  });

  test('resetUserPassword: the password, and the link', async () => {
    const person = await somebody();

    await as(admin, `mutation { resetUserPassword(id: "${person.id}") { ok } }`);

    expect(await told(['person', person])).toEqual([
      'user.password-reset admin>person',
      'user.link-issued admin>person',
    ]);
  });

  test('revokeUserSessions', async () => {
    const person = await somebody();

    await as(admin, `mutation { revokeUserSessions(userId: "${person.id}") { ok } }`);
    await as(admin, `mutation { revokeUserSessions(userId: "${person.id}") { ok } }`);

    expect(await told(['person', person])).toEqual(['user.sessions-revoked admin>person']);
  });

  test('rotateSigningKey and revokeSigningKey', async () => {
    const rotated = await as(
      admin,
      `mutation { rotateSigningKey(input: { publishFor: 600, reason: "yearly" }) { signingKey { kid } } }`,
    );
    const kid = textAt(rotated, 'data', 'rotateSigningKey', 'signingKey', 'kid');
    await as(admin, `mutation { revokeSigningKey(kid: "${kid}", reason: "leaked") { ok } }`);
    await as(admin, `mutation { revokeSigningKey(kid: "${kid}", reason: "again") { ok } }`);

    expect(await told()).toEqual(['key.rotated admin>- yearly', 'key.revoked admin>- leaked']);
  });

  test('createUser repeated with its key is told once', async () => {
    const input = {
      username: 'once',
      email: 'once@example.com',
      password: goodPassword,
      idempotencyKey: 'key-1',
    };

    await as(admin, mutation('createUser', 'CreateUserInput'), input);
    await as(admin, mutation('createUser', 'CreateUserInput'), input);

    expect((await told()).length).toBe(1);
  });
});

describe('refusals by @auth', () => {
  test('of somebody signed in are told once a minute for each place; of strangers never', async () => {
    const person = await somebody();

    for (let times = 0; times < 3; times += 1)
      await as(person, '{ users { nodes { id } } auditVerification { valid } }');
    await ask(served.url, '{ users { nodes { id } } }');
    await ask(served.url, '{ users { nodes { id } } }', { token: 'not.a.token' });

    const [first, ...others] = await news();
    expect(first).toMatchObject({
      action: 'access.denied',
      outcome: 'DENIED',
      reason: 'FORBIDDEN',
      actor_id: person.id,
    });
    expect(new Set([first, ...others].map((entry) => at(entry, 'resource_id')))).toEqual(
      new Set(['Query.auditVerification', 'Query.users']),
    );
    expect(others).toHaveLength(1);
  });

  test('nulls by onDeny are no refusals', async () => {
    const person = await somebody();

    await as(person, '{ me { disabledReason } }');

    expect(await told()).toEqual([]);
  });
});

describe('the command line', () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();

  test.each<[string, (name: string) => Partial<CommandInput>, readonly string[]]>([
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
    [
      'keys rotate',
      () => ({ options: { 'publish-for': '900', reason: 'test' } }),
      ['key.rotated CLI>- test'],
    ],
    ['keys import', () => ({ arguments: { file: 'key.pem' }, secret: pem }), ['key.imported CLI>-']],
    ['keys rewrap', () => ({}), []],
    ['users show', (user) => ({ arguments: { user } }), []],
    ['users list', () => ({}), []],
    ['keys list', () => ({}), []],
    ['audit tail', () => ({}), []],
    ['audit verify', () => ({}), []],
  ])('%s', async (command, inputFor, expected) => {
    const known = served.server.app.commands.find(({ name }) => name === command);
    const person = await somebody();

    if (known !== undefined) await run(command, inputFor(person.name));

    expect(known?.name).toBe(command);
    expect(await told(['person', person])).toEqual(expected);
  });

  test('users enable, keys revoke', async () => {
    const person = await somebody();
    await run('users disable', { arguments: { user: person.name }, options: { reason: 'left' } });
    const rotated = await run('keys rotate', { options: { 'publish-for': '900' } });
    await news();

    await run('users enable', { arguments: { user: person.name } });
    const kid = String(at(rotated, 'key', 'kid'));
    await run('keys revoke', { arguments: { kid }, options: { reason: 'leaked' } });

    expect(await told(['person', person])).toEqual(['user.enabled CLI>person', 'key.revoked CLI>- leaked']);
  });

  test('admin create where there is an administrator is refused, and nothing is told', async () => {
    const options = { username: 'second', email: 'second@example.com', invite: true } as const;

    await expect(run('admin create', { options })).rejects.toMatchObject({ reason: 'ILLEGAL_STATE' });

    expect(await told()).toEqual([]);
  });

  test('users create', async () => {
    const options = { username: 'by-operator', email: 'by-operator@example.com' };

    await run('users create', { options: { ...options, invite: true } });

    expect((await told()).map((entry) => entry.split('>')[0])).toEqual([
      'user.created CLI',
      'user.link-issued CLI',
    ]);
  });
});

test('no command and no mutation is missing from this file', async () => {
  const text = readFileSync(new URL(import.meta.url), 'utf8');
  const mutations = Object.keys(served.server.schema.getMutationType()?.getFields() ?? {});
  const commands = served.server.app.commands.map(({ name }) => name);
  // They change nothing that is audited: tables of the release itself, and nothing at all.
  const harmless = ['migrate up', 'migrate status', 'password check', 'password calibrate', 'audit export'];

  expect(mutations.filter((name) => !text.includes(name))).toEqual([]);
  expect(commands.filter((name) => !text.includes(name) && !harmless.includes(name))).toEqual([]);
});

test('whatever happened above is one good chain, and no secret stands in it', async () => {
  const rows = await served.sql('SELECT * FROM audit_events');
  const text = JSON.stringify(rows);
  const secrets = [
    goodPassword,
    otherPassword,
    admin.accessToken,
    admin.refreshToken,
    'cordon_',
    '$2b$',
    'PRIVATE KEY',
  ];

  expect(await served.server.app.denials.drain()).toBeUndefined();
  expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
  expect(
    at(await as(admin, '{ auditVerification { valid checkedEvents firstBadSequence } }'), 'body', 'data'),
  ).toEqual({
    auditVerification: { valid: true, checkedEvents: rows.length, firstBadSequence: null },
  });
});
