import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type CurrentUser, cliActor } from '../../../src/modules/access/index.js';
import type { User } from '../../../src/modules/users/index.js';
import { createTestApp, goodPassword, otherPassword, type TestApp } from '../../helpers/create-test-app.js';
import { eventually } from '../../helpers/eventually.js';
import { describeOnPostgres } from '../../helpers/test-database.js';
import { signIn } from '../login/login-requests.js';

let app: TestApp;
let names = 0;
let target: User;
beforeAll(async () => {
  app = await createTestApp();
  target = await app.createUser('target');
  // The last administrator could not be disabled.
  await app.createUser('guardian', { role: 'ADMIN' });
});
afterAll(() => app.close());

const reason = 'test';

/** Every mutation of a signed-in user, with its arguments. */
const writes: readonly (readonly [field: string, args: (actor: CurrentUser) => unknown])[] = [
  ['createUser', () => ({ input: { username: 'made', email: 'made@example.com', role: 'ADMIN' } })],
  [
    'createUser',
    () => ({
      input: { username: 'made', email: 'made@example.com', password: goodPassword, idempotencyKey: 'k' },
    }),
  ],
  ['updateUser', () => ({ input: { id: target.id, fullName: 'Changed' } })],
  ['updateProfile', () => ({ input: { fullName: 'Changed' } })],
  ['setUserRole', () => ({ input: { id: target.id, role: 'ADMIN', reason } })],
  ['disableUser', () => ({ input: { id: target.id, reason } })],
  ['enableUser', () => ({ id: target.id })],
  ['unlockUser', () => ({ id: target.id })],
  ['deleteUser', () => ({ input: { id: target.id, reason } })],
  ['resetUserPassword', () => ({ id: target.id })],
  ['revokeUserSessions', () => ({ userId: target.id })],
  ['revokeSession', (actor) => ({ id: actor.sessionId })],
  ['reauthenticate', () => ({ password: goodPassword })],
  ['changePassword', () => ({ input: { currentPassword: goodPassword, newPassword: otherPassword } })],
  ['rotateSigningKey', () => ({ input: { reason } })],
  ['revokeSigningKey', () => ({ kid: 'unknown', reason })],
];

/** Changes that revoke the right to write of an actor whose request is already in progress. */
const losses: readonly (readonly [name: string, failure: string, lose: (actor: CurrentUser) => unknown])[] = [
  [
    'disableUser',
    'ACCOUNT_DISABLED',
    ({ id }) => app.users.administration.disableUser({ id, reason }, cliActor),
  ],
  [
    'a demotion',
    'SESSION_REVOKED',
    ({ id }) => app.users.administration.setUserRole({ id, role: 'USER', reason }, cliActor),
  ],
  [
    'deleteUser',
    'SESSION_REVOKED',
    ({ id }) => app.users.administration.deleteUser({ id, reason }, cliActor),
  ],
  [
    'revokeSession',
    'SESSION_REVOKED',
    (actor) => app.mutate('revokeSession', { id: actor.sessionId }, actor),
  ],
  ['logout', 'SESSION_REVOKED', (actor) => app.mutate('logout', {}, actor)],
];

async function signInAdministrator(): Promise<CurrentUser> {
  names += 1;
  await app.createUser(`actor${names}`, { role: 'ADMIN' });
  return signIn(app, `actor${names}`);
}

/** All rows but those of failed attempts, which only the audit log has. */
async function snapshot(): Promise<unknown> {
  const tables = ['users', 'sessions', 'password_credentials', 'one_time_tokens', 'signing_keys'];
  const rows = tables.map((table) => app.sql(`SELECT * FROM ${table} ORDER BY 1`));
  return Promise.all(rows);
}

describe.each(losses)('a request in progress, after %s returned,', (loss, authenticationFailure, lose) => {
  let actor: CurrentUser;
  beforeAll(async () => {
    actor = await signInAdministrator();
    await lose(actor);
  });

  test.each(writes)('changes nothing by %s', async (field, args) => {
    const before = await snapshot();

    const { refusals } = await app.mutate(field, args(actor), actor);

    // The password of a deleted user is removed, so it cannot be right.
    const isWrongPassword = loss === 'deleteUser' && ['reauthenticate', 'changePassword'].includes(field);
    const refusal = isWrongPassword
      ? { reason: 'CURRENT_PASSWORD_WRONG' }
      : { reason: 'UNAUTHENTICATED', authenticationFailure };
    expect(refusals).toEqual([expect.objectContaining(refusal)]);
    expect(await snapshot()).toEqual(before);
  });

  test.each(['OTHERS', 'ALL'])('ends no other session by logout of %s', async (scope) => {
    const before = await snapshot();

    expect(await app.mutate('logout', { input: { scope } }, actor)).toMatchObject({ revokedSessions: 0 });

    expect(await snapshot()).toEqual(before);
  });
});

test('a signed-in user whose role was reduced without a new epoch is not authorized', async () => {
  const actor = await signInAdministrator();
  await app.sql(`UPDATE users SET role = 'SUPPORT' WHERE id = $1`, [actor.id]);

  const { reasons } = await app.mutate('updateUser', { input: { id: target.id, fullName: 'x' } }, actor);

  expect(reasons).toEqual(['FORBIDDEN']);
});

test('a write of an actor who is disabled while a password is hashed does not commit', async () => {
  const actor = await signInAdministrator();
  const input = { username: 'late', email: 'late@example.com', password: goodPassword };

  const creation = app.mutate('createUser', { input }, actor);
  await app.users.administration.disableUser({ id: actor.id, reason }, cliActor);
  const [answered] = await app.sql(`SELECT count(*)::int AS rows FROM users WHERE username = 'late'`);
  await creation;

  expect(await app.sql(`SELECT count(*)::int AS rows FROM users WHERE username = 'late'`)).toEqual([
    answered,
  ]);
});

describeOnPostgres('in real concurrency', () => {
  test('no write of an actor commits after the response that ended their access, at any moment', async () => {
    for (const [index, [, , lose]] of losses.entries()) {
      const actor = await signInAdministrator();
      const prefix = `race${index}`;
      let count = 0;
      const over = new AbortController();
      const reasons: string[] = [];
      const create = async (): Promise<void> => {
        const username = `${prefix}-${count++}`;
        const input = { username, email: `${username}@example.com`, role: 'ADMIN' };
        reasons.push(...(await app.mutate('createUser', { input }, actor)).reasons);
      };
      const createMany = async (): Promise<void> => {
        while (!over.signal.aborted) await create();
      };
      const made = (): Promise<readonly Record<string, unknown>[]> =>
        app.sql(`SELECT count(*)::int AS rows FROM users WHERE username LIKE $1`, [`${prefix}-%`]);
      const creating = Array.from({ length: 4 }, createMany);
      await eventually(async () => expect((await made())[0]?.['rows']).toBeGreaterThan(4));
      await lose(actor);
      const answered = await made();
      over.abort();
      await Promise.all(creating);
      await create();

      expect(await made()).toEqual(answered);
      expect(new Set(reasons)).toEqual(new Set(['UNAUTHENTICATED']));
    }
  });

  test('a write that begins while such a change waits for earlier ones comes after the change', async () => {
    const actor = await signInAdministrator();
    const create = (username: string) =>
      app.mutate(
        'createUser',
        { input: { username, email: `${username}@example.com`, role: 'ADMIN' } },
        actor,
      );
    const waiting = async (): Promise<number> =>
      (
        await app.sql(
          `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        )
      ).length;
    let endFirst: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      endFirst = resolve;
    });
    let isHeld = false;
    app.subscribe(async (_, { type }) => {
      if (type !== 'user.created' || isHeld) return;
      isHeld = true;
      await held;
    });

    const first = create('in-progress');
    await eventually(() => expect(isHeld).toBe(true));
    const loss = app.users.administration.disableUser({ id: actor.id, reason }, cliActor);
    await eventually(async () => expect(await waiting()).toBe(1));
    const second = create('overtaking');
    await Promise.race([second, eventually(async () => expect(await waiting()).toBe(2))]);
    endFirst();

    expect((await first).reasons).toEqual([]);
    await loss;
    expect((await second).reasons).toEqual(['UNAUTHENTICATED']);
  });

  test('administrators who write to each other and to themselves concurrently never deadlock', async () => {
    const [one, other] = [await signInAdministrator(), await signInAdministrator()];
    const pairs = [
      [one, other],
      [other, one],
    ] as const;
    const started = Array.from({ length: 10 }, (_, round) =>
      pairs.flatMap(([actor, { id, sessionId }]) => [
        app.mutate('updateUser', { input: { id, fullName: `Round ${round}` } }, actor),
        app.mutate('updateProfile', { input: { locale: round % 2 === 0 ? 'en' : 'de' } }, actor),
        app.mutate('unlockUser', { id }, actor),
        app.mutate('setUserRole', { input: { id, role: 'ADMIN', reason } }, actor),
        app.mutate('revokeUserSessions', { userId: id, sessionIds: [sessionId.replace('-7', '-6')] }, actor),
        app.mutate('reauthenticate', { password: goodPassword }, actor),
        app.mutate('rotateSigningKey', { input: { reason: '' } }, actor),
      ]),
    );
    const results = await Promise.all(started.flat());

    const reasons = new Set(results.flatMap((result) => result.reasons));
    expect([...reasons].sort()).toEqual(['INVALID_INPUT', 'SESSION_NOT_FOUND']);
  });
});
