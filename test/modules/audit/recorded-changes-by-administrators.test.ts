import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  administrator,
  goodPassword,
  openServed,
  type Person,
  type Served,
} from '../../helpers/create-test-server.js';
import { ask, at, textAt } from '../../helpers/http-client.js';
import { administratorsChanges, operatorsChanges, refusedChanges } from './recorded-change-cases.js';
import { expectOneGoodChain, newsOf } from './recorded-entries.js';

/** What administrators and the operator do, and what is refused, as the audit log tells it. */

let served: Served;
let admin: Person;
const { news, told, somebody, as, run } = newsOf(
  () => served,
  () => admin,
);

beforeAll(async () => {
  served = await openServed();
  admin = await administrator(served);
});
// As the last test of every-change-by-oneself.test.ts: whatever happened here too is one good chain.
afterAll(async () => {
  await news();
  await expectOneGoodChain(served, admin, { as });
});
afterAll(() => served.close());
beforeEach(async () => {
  await news();
});

describe('administration', () => {
  const mutation = (field: string, type: string) =>
    `mutation ($input: ${type}!) { ${field}(input: $input) { ok } }`;

  test.each(administratorsChanges)('%s', async (field, type, input, expected) => {
    const person = await somebody();

    await as(admin, mutation(field.split(' ')[0] ?? '', type), { id: person.id, ...input });

    expect(await told(['person', person])).toEqual(expected);
  });

  test.each(refusedChanges)('%s: refused, and nothing is told', async (_, field, type, input) => {
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
  test.each(operatorsChanges)('%s', async (command, inputFor, expected) => {
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

test('no command and no mutation is missing from the two files', async () => {
  const files = [
    'every-change-by-oneself.test.ts',
    'every-change-by-authority.test.ts',
    'every-change-rows.ts',
  ];
  const text = files.map((name) => readFileSync(new URL(name, import.meta.url), 'utf8')).join('');
  const mutations = Object.keys(served.server.schema.getMutationType()?.getFields() ?? {});
  const commands = served.server.app.commands.map(({ name }) => name);
  // They change nothing that is audited: tables of the release itself, and nothing at all.
  const harmless = ['migrate up', 'migrate status', 'password check', 'password calibrate', 'audit export'];

  expect(mutations.filter((name) => !text.includes(name))).toEqual([]);
  expect(commands.filter((name) => !text.includes(name) && !harmless.includes(name))).toEqual([]);
});
