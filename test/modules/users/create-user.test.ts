import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cliActor } from '../../../src/modules/access/index.js';
import { describeOnPostgres } from '../../helpers/test-database.js';
import { as, createUsersFixture, goodPassword, type UsersFixture } from './users-fixture.js';

let fixture: UsersFixture;
beforeAll(async () => {
  fixture = await createUsersFixture();
});
afterAll(() => fixture.close());

const refusals = (reasons: readonly string[]) =>
  expect.objectContaining({
    refusals: reasons.map((reason) => expect.objectContaining({ reason })),
  });

describe('createUser', () => {
  test('makes an active user whose password works and must be changed, and tells of it without the password', async () => {
    const admin = await fixture.user('ADMIN');
    const input = {
      username: 'Ada',
      email: 'Ada@Example.com',
      fullName: 'Ada Lovelace',
      password: goodPassword,
    };

    const { user, invitationLink } = await fixture.administration.createUser(input, as(admin));

    expect(invitationLink).toBeNull();
    expect(user).toMatchObject({
      username: 'Ada',
      email: 'Ada@example.com',
      emailVerified: false,
      fullName: 'Ada Lovelace',
      role: 'USER',
      status: 'ACTIVE',
      version: 1,
      createdAt: fixture.now(),
    });
    expect(await fixture.again(user)).toEqual(user);
    const { reader } = fixture.test.database.transactions;
    const credential = await fixture.passwordsModule.credentials.find(reader, user.id);
    expect(credential).toMatchObject({ mustChange: true, changedAt: fixture.now() });
    const verified = await fixture.passwordsModule.passwords.verify(goodPassword, credential?.hash ?? null);
    expect(verified.matches).toBe(true);
    expect(fixture.events).toEqual([
      expect.objectContaining({
        type: 'user.created',
        actor: { type: 'USER', id: admin.id },
        subjectId: user.id,
        changes: expect.objectContaining({ username: { from: null, to: 'Ada' } }),
      }),
    ]);
    expect(JSON.stringify(fixture.events)).not.toContain(goodPassword);
  });

  test('invites who gets no password: a link that is good for seven days and no longer', async () => {
    const input = { username: 'invited', email: 'invited@example.com' };

    const { user, invitationLink } = await fixture.administration.createUser(input, cliActor);

    expect(user.status).toBe('INVITED');
    expect(await fixture.hasPassword(user)).toBe(false);
    const token = invitationLink?.split('#token=')[1] ?? '';
    const { reader } = fixture.test.database.transactions;
    const peek = () => fixture.tokensModule.oneTimeTokens.peek(reader, token, ['INVITATION']);
    fixture.advanceClock(604_799);
    await expect(peek()).resolves.toMatchObject({ userId: user.id });
    fixture.advanceClock(2);
    await expect(peek()).rejects.toMatchObject({ reason: 'TOKEN_EXPIRED' });
  });

  test('names everything that is wrong at once, and writes nothing', async () => {
    const before = await fixture.count('users');
    const input = { username: 'a@b', email: 'nobody', fullName: ' ', password: 'short' };

    const creating = fixture.administration.createUser(input, cliActor);

    await expect(creating).rejects.toEqual(
      refusals(['USERNAME_INVALID', 'EMAIL_INVALID', 'INVALID_INPUT', 'PASSWORD_TOO_SHORT']),
    );
    expect(await fixture.count('users')).toBe(before);
  });

  test('refuses names that a living user has, however they are written, both at once', async () => {
    await fixture.administration.createUser({ username: 'strasse', email: 'kelvin@example.com' }, cliActor);

    const creating = fixture.administration.createUser(
      { username: 'STRAßE', email: '\u212Aelvin@EXAMPLE.com' },
      cliActor,
    );

    await expect(creating).rejects.toEqual(refusals(['USERNAME_TAKEN', 'EMAIL_TAKEN']));
  });

  test('refuses to give a role above the own', async () => {
    const support = await fixture.user('SUPPORT');

    const creating = fixture.administration.createUser(
      { username: 'climber', email: 'climber@example.com', role: 'ADMIN' },
      as(support),
    );

    await expect(creating).rejects.toMatchObject({ reason: 'ROLE_ESCALATION' });
  });

  test("gives a deleted user's names to somebody else", async () => {
    const admin = await fixture.user('ADMIN');
    const gone = await fixture.user('USER', 'phoenix');
    await fixture.administration.deleteUser({ id: gone.id, reason: 'left' }, as(admin));

    const risen = await fixture.user('USER', 'phoenix');

    expect(risen.id).not.toBe(gone.id);
  });
});

describe('an idempotency key', () => {
  const input = { username: 'once', email: 'once@example.com', idempotencyKey: 'key-1' };

  test('answers the same user again, never the link again', async () => {
    const admin = await fixture.user('ADMIN');
    const first = await fixture.administration.createUser(input, as(admin));
    const users = await fixture.count('users');
    fixture.events.length = 0;

    const again = await fixture.administration.createUser({ ...input, fullName: null }, as(admin));

    expect(first.invitationLink).not.toBeNull();
    expect(again).toEqual({ user: first.user, invitationLink: null });
    expect(await fixture.count('users')).toBe(users);
    expect(fixture.events).toEqual([]);
  });

  test('refuses other input, another password included', async () => {
    const admin = await fixture.user('ADMIN');
    const one = {
      username: 'twice',
      email: 'twice@example.com',
      password: goodPassword,
      idempotencyKey: 'k',
    };
    await fixture.administration.createUser(one, as(admin));

    const other = fixture.administration.createUser({ ...one, password: `${goodPassword}!` }, as(admin));

    await expect(other).rejects.toMatchObject({ reason: 'IDEMPOTENCY_KEY_REUSED' });
  });

  test("is its owner's alone, and forgotten after 24 hours", async () => {
    const [one, other] = [await fixture.user('ADMIN'), await fixture.user('ADMIN')];
    const named = (name: string) => ({
      username: name,
      email: `${name}@example.com`,
      idempotencyKey: 'shared',
    });
    await fixture.administration.createUser(named('owner1'), as(one));

    await fixture.administration.createUser(named('owner2'), as(other));
    fixture.advanceClock(86_401);
    const later = await fixture.administration.createUser(named('owner3'), as(one));

    expect(later.user.username).toBe('owner3');
  });

  test('goes with the sweep once it is forgotten, and not before', async () => {
    const admin = await fixture.user('ADMIN');
    const ofAdmin = async () => {
      const sql = 'SELECT count(*)::int AS n FROM idempotency_keys WHERE actor_id = $1';
      const [row] = await fixture.test.database.dataSource.query(sql, [admin.id]);
      return row.n;
    };
    await fixture.administration.createUser(
      { ...input, username: 'swept', email: 'swept@example.com' },
      as(admin),
    );

    fixture.advanceClock(86_399);
    await fixture.sweep?.(fixture.test.database.transactions);
    expect(await ofAdmin()).toBe(1);
    fixture.advanceClock(1);
    await fixture.sweep?.(fixture.test.database.transactions);
    expect(await ofAdmin()).toBe(0);
  });

  test('is not spent by a refused request', async () => {
    const admin = await fixture.user('ADMIN');
    const key = { idempotencyKey: 'retry' };
    const taken = { username: admin.username, email: 'retry@example.com', ...key };
    await expect(fixture.administration.createUser(taken, as(admin))).rejects.toMatchObject({
      reason: 'USERNAME_TAKEN',
    });

    const mended = await fixture.administration.createUser({ ...taken, username: 'retried' }, as(admin));

    expect(mended.user.username).toBe('retried');
  });

  test('refuses an empty one, an endless one and one with a NUL', async () => {
    const admin = await fixture.user('ADMIN');

    for (const idempotencyKey of ['', 'x'.repeat(256), 'a\0b']) {
      const creating = fixture.administration.createUser({ ...input, idempotencyKey }, as(admin));
      await expect(creating).rejects.toMatchObject({ reason: 'INVALID_INPUT' });
    }
  });
});

describeOnPostgres('createUser under concurrency', () => {
  test('ten at once with one key make one user, and one link', async () => {
    const admin = await fixture.user('ADMIN');
    const input = { username: 'race', email: 'race@example.com', idempotencyKey: 'race' };

    const answers = await Promise.all(
      Array.from({ length: 10 }, () => fixture.administration.createUser(input, as(admin))),
    );

    expect(new Set(answers.map(({ user }) => user.id)).size).toBe(1);
    expect(answers.filter(({ invitationLink }) => invitationLink !== null)).toHaveLength(1);
  });

  test('of ten at once who want one name, one gets it and nine are told that it is taken', async () => {
    const answers = await Promise.allSettled(
      Array.from({ length: 10 }, (_, index) =>
        fixture.administration.createUser(
          { username: 'wanted', email: `wanted${index}@example.com` },
          cliActor,
        ),
      ),
    );

    const refused = answers.filter((answer) => answer.status === 'rejected');
    expect(refused).toHaveLength(9);
    for (const { reason } of refused) expect(reason).toMatchObject({ reason: 'USERNAME_TAKEN' });
  });
});
