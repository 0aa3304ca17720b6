import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createTestServer, type TestServer } from '../../helpers/create-test-server.js';
import { sendGraphql, stringAt, valueAt } from '../../helpers/http-client.js';
import { createFirstAdministrator, goodPassword, type SignedInUser, signIn } from '../../helpers/sign-in.js';
import { changesByAdministrators, changesByOperator, refusedChanges } from './recorded-change-cases.js';
import { expectIntactChain, followRecordedEntries } from './recorded-entries.js';

/** The audit log of changes by administrators and the operator, and of denied requests. */

let testServer: TestServer;
let admin: SignedInUser;
const { readNewEntries, recorded, signUpUser, as, run } = followRecordedEntries(
  () => testServer,
  () => admin,
);

beforeAll(async () => {
  testServer = await createTestServer();
  admin = await createFirstAdministrator(testServer);
});
// As the last test of recorded-changes-by-users.test.ts, for the entries of this file.
afterAll(async () => {
  // `sessions end-all` ended the administrator's session.
  admin = await signIn(testServer, 'admin');
  await readNewEntries();
  await expectIntactChain(testServer, admin, { as });
});
afterAll(() => testServer.close());
beforeEach(async () => {
  await readNewEntries();
});

describe('a mutation by an administrator', () => {
  const mutation = (field: string, type: string) =>
    `mutation ($input: ${type}!) { ${field}(input: $input) { ok } }`;

  test.each(changesByAdministrators)('%s: the recorded entries', async (field, type, input, expected) => {
    const user = await signUpUser();

    await as(admin, mutation(field.split(' ')[0] ?? '', type), { id: user.id, ...input });

    expect(await recorded(['user', user])).toEqual(expected);
  });

  test.each(refusedChanges)('%s is rejected and records nothing', async (_, field, type, input) => {
    await as(admin, mutation(field, type), { id: admin.id, ...input });

    expect(await recorded()).toEqual([]);
  });

  test.each([
    ['enableUser', 'user.enabled admin>user'],
    ['unlockUser', 'user.unlocked admin>user'],
  ])('%s: the recorded entry', async (field, expected) => {
    const user = await signUpUser();
    if (field === 'enableUser') {
      await as(admin, mutation('disableUser', 'DisableUserInput'), { id: user.id, reason: 'left' });
    }
    await readNewEntries();

    await as(admin, `mutation { ${field}(id: "${user.id}") { ok } }`);

    expect(await recorded(['user', user])).toEqual([expected]);
  });

  test('resetUserPassword records the reset and the link', async () => {
    const user = await signUpUser();

    await as(admin, `mutation { resetUserPassword(id: "${user.id}") { ok } }`);

    expect(await recorded(['user', user])).toEqual([
      'user.password-reset admin>user',
      'user.link-issued admin>user',
    ]);
  });

  test('revokeUserSessions is recorded once', async () => {
    const user = await signUpUser();

    await as(admin, `mutation { revokeUserSessions(userId: "${user.id}") { ok } }`);
    await as(admin, `mutation { revokeUserSessions(userId: "${user.id}") { ok } }`);

    expect(await recorded(['user', user])).toEqual(['user.sessions-revoked admin>user']);
  });

  test('endAllSessions is recorded once, with the reason', async () => {
    const again = await signIn(testServer, 'admin');

    await as(again, 'mutation { endAllSessions(reason: "leaked") { ok } }');

    // The sign-in before, and nothing for each session.
    expect(await recorded()).toEqual(['session.started admin>admin', 'session.all-ended admin>- leaked']);
    admin = await signIn(testServer, 'admin');
    await readNewEntries();
  });

  test('rotateSigningKey and revokeSigningKey are recorded', async () => {
    const rotated = await as(
      admin,
      `mutation { rotateSigningKey(input: { publishFor: 600, reason: "yearly" }) { signingKey { kid } } }`,
    );
    const kid = stringAt(rotated, 'data', 'rotateSigningKey', 'signingKey', 'kid');
    await as(admin, `mutation { revokeSigningKey(kid: "${kid}", reason: "leaked") { ok } }`);
    await as(admin, `mutation { revokeSigningKey(kid: "${kid}", reason: "again") { ok } }`);

    expect(await recorded()).toEqual(['key.rotated admin>- yearly', 'key.revoked admin>- leaked']);
  });

  test('createUser with the same idempotency key is recorded once', async () => {
    const input = {
      username: 'once',
      email: 'once@example.com',
      password: goodPassword,
      idempotencyKey: 'key-1',
    };

    await as(admin, mutation('createUser', 'CreateUserInput'), input);
    await as(admin, mutation('createUser', 'CreateUserInput'), input);

    expect((await recorded()).length).toBe(1);
  });
});

describe('a request denied by @auth', () => {
  test('is recorded once per minute, user and field, and never for anonymous callers', async () => {
    const user = await signUpUser();

    for (let times = 0; times < 3; times += 1)
      await as(user, '{ users { nodes { id } } auditVerification { valid } }');
    await sendGraphql(testServer.url, '{ users { nodes { id } } }');
    await sendGraphql(testServer.url, '{ users { nodes { id } } }', { token: 'not.a.token' });

    const [first, ...others] = await readNewEntries();
    expect(first).toMatchObject({
      action: 'access.denied',
      outcome: 'DENIED',
      reason: 'FORBIDDEN',
      actor_id: user.id,
    });
    expect(new Set([first, ...others].map((entry) => valueAt(entry, 'resource_id')))).toEqual(
      new Set(['Query.auditVerification', 'Query.users']),
    );
    expect(others).toHaveLength(1);
  });

  test('is not recorded where onDeny returns null', async () => {
    const user = await signUpUser();

    await as(user, '{ me { disabledReason } }');

    expect(await recorded()).toEqual([]);
  });
});

test('sendTestMail sends a mail to the caller, changes nothing and records nothing', async () => {
  const waiting = async () => testServer.sql("SELECT user_id FROM mail_outbox WHERE template = 'test-mail'");
  await readNewEntries();

  const answer = await as(admin, 'mutation { sendTestMail { ok userErrors { code } } }');
  const refused = await as(await signUpUser(), 'mutation { sendTestMail { ok } }');

  expect(valueAt(answer.body, 'data', 'sendTestMail')).toEqual({ ok: true, userErrors: [] });
  expect(valueAt(refused.body, 'errors', 0, 'extensions', 'code')).toBe('FORBIDDEN');
  expect((await recorded()).filter((entry) => entry.includes('admin>'))).toEqual([]);
  // A sender may have taken it already.
  expect((await waiting()).every((row) => row['user_id'] === admin.id)).toBe(true);
});

describe('a command', () => {
  test.each(changesByOperator)('%s: the recorded entries', async (command, inputFor, expected) => {
    const found = testServer.server.app.commands.find(({ name }) => name === command);
    const user = await signUpUser();

    if (found !== undefined) await run(command, inputFor(user.name));

    expect(found?.name).toBe(command);
    expect(await recorded(['user', user])).toEqual(expected);
  });

  test('users enable and keys revoke are recorded', async () => {
    const user = await signUpUser();
    await run('users disable', { arguments: { user: user.name }, options: { reason: 'left' } });
    const rotated = await run('keys rotate', { options: { 'publish-for': '900' } });
    await readNewEntries();

    await run('users enable', { arguments: { user: user.name } });
    const kid = String(valueAt(rotated, 'key', 'kid'));
    await run('keys revoke', { arguments: { kid }, options: { reason: 'leaked' } });

    expect(await recorded(['user', user])).toEqual(['user.enabled CLI>user', 'key.revoked CLI>- leaked']);
  });

  test('admin create is rejected when there is an administrator, and records nothing', async () => {
    const options = { username: 'second', email: 'second@example.com', invite: true } as const;

    await expect(run('admin create', { options })).rejects.toMatchObject({ reason: 'ILLEGAL_STATE' });

    expect(await recorded()).toEqual([]);
  });

  test('users create is recorded', async () => {
    const options = { username: 'by-operator', email: 'by-operator@example.com' };

    await run('users create', { options: { ...options, invite: true } });

    expect((await recorded()).map((entry) => entry.split('>')[0])).toEqual([
      'user.created CLI',
      // One link is printed, and one is mailed.
      'user.link-issued CLI',
      'user.link-issued CLI',
    ]);
  });

  test('users erase is recorded, and what named the user in earlier entries is gone', async () => {
    const user = await signUpUser();
    await run('users delete', { arguments: { user: user.name }, options: { reason: 'asked' } });

    await run('users erase', { arguments: { user: user.id } });

    const entries = await recorded(['user', user]);
    expect(entries.filter((entry) => entry.startsWith('user.'))).toEqual([
      'user.deleted CLI>user',
      'user.erased CLI>user',
    ]);
  });

  test('users import is recorded', async () => {
    const records = [{ line: 1, values: { username: 'imported', email: 'imported@example.com' } }];

    await run('users import', { records });

    expect((await recorded()).map((entry) => entry.split('>')[0])).toEqual(['user.created CLI']);
  });
});

test('every command and every mutation is in these files', async () => {
  const files = [
    'recorded-changes-by-users.test.ts',
    'recorded-changes-by-administrators.test.ts',
    'recorded-email-changes.test.ts',
    'recorded-passkey-changes.test.ts',
    'recorded-change-cases.ts',
  ];
  const text = files.map((name) => readFileSync(new URL(name, import.meta.url), 'utf8')).join('');
  const mutations = Object.keys(testServer.server.schema.getMutationType()?.getFields() ?? {});
  const commands = testServer.server.app.commands.map(({ name }) => name);
  // They change no audited data.
  const unaudited = [
    'migrate up',
    'migrate status',
    'password check',
    'password calibrate',
    'audit export',
    'users export',
  ];

  expect(mutations.filter((name) => !text.includes(name))).toEqual([]);
  expect(commands.filter((name) => !text.includes(name) && !unaudited.includes(name))).toEqual([]);
});
