import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
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
} from '../../helpers/create-test-server.js';
import { ask, at, send, textAt } from '../../helpers/http-client.js';
import { ownChanges } from './recorded-change-cases.js';
import { expectOneGoodChain, newsOf } from './recorded-entries.js';

/** What people do to come in, and with their own account, as the audit log tells it. */

let served: Served;
let admin: Person;
const { news, told, somebody, as } = newsOf(
  () => served,
  () => admin,
);

beforeAll(async () => {
  served = await openServed();
  admin = await administrator(served);
});
afterAll(() => served.close());
beforeEach(async () => {
  await news();
});

test('the log begins with the server, its first key and the link of the first administrator, who takes it up', async () => {
  const rows = await served.sql('SELECT action, actor_type FROM audit_events ORDER BY sequence LIMIT 5');

  expect(rows.map(({ action, actor_type }) => `${action} ${actor_type}`)).toEqual([
    'log.started SYSTEM',
    'key.created SYSTEM',
    'user.link-issued SYSTEM',
    'user.created SYSTEM',
    'session.started USER',
  ]);
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

  test.each(ownChanges)('%s', async (_, mutation, expected) => {
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

test('whatever happened above is one good chain, and no secret stands in it', async () => {
  await expectOneGoodChain(served, admin, { as });
});
