import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cliActor } from '../../../src/modules/access/index.js';
import { describeOnPostgres } from '../../helpers/test-database.js';
import { actorFor, createUsersFixture, goodPassword, type UsersFixture } from './users-fixture.js';

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
  test('creates an active user who must change the password, and emits user.created without the password', async () => {
    const admin = await fixture.createUser('ADMIN');
    const input = {
      username: 'Ada',
      email: 'Ada@Example.com',
      fullName: 'Ada Lovelace',
      password: goodPassword,
    };

    const { user, invitationLink } = await fixture.administration.createUser(input, actorFor(admin));

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
    expect(await fixture.reload(user)).toEqual(user);
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

  test('invites a user without a password by a link that is valid for seven days', async () => {
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

  test('reports all invalid fields at once and writes nothing', async () => {
    const before = await fixture.count('users');
    const input = { username: 'a@b', email: 'nobody', fullName: ' ', password: 'short' };

    const creating = fixture.administration.createUser(input, cliActor);

    await expect(creating).rejects.toEqual(
      refusals(['USERNAME_INVALID', 'EMAIL_INVALID', 'INVALID_INPUT', 'PASSWORD_TOO_SHORT']),
    );
    expect(await fixture.count('users')).toBe(before);
  });

  test('rejects a username and an email address already in use, in any spelling, both in one response', async () => {
    await fixture.administration.createUser({ username: 'strasse', email: 'kelvin@example.com' }, cliActor);

    const creating = fixture.administration.createUser(
      { username: 'STRAßE', email: '\u212Aelvin@EXAMPLE.com' },
      cliActor,
    );

    await expect(creating).rejects.toEqual(refusals(['USERNAME_TAKEN', 'EMAIL_TAKEN']));
  });

  test('rejects a role above the role of the actor', async () => {
    const support = await fixture.createUser('SUPPORT');

    const creating = fixture.administration.createUser(
      { username: 'escalation', email: 'escalation@example.com', role: 'ADMIN' },
      actorFor(support),
    );

    await expect(creating).rejects.toMatchObject({ reason: 'ROLE_ESCALATION' });
  });

  test('allows the names of a deleted user to be used again', async () => {
    const admin = await fixture.createUser('ADMIN');
    const deleted = await fixture.createUser('USER', 'returning');
    await fixture.administration.deleteUser({ id: deleted.id, reason: 'left' }, actorFor(admin));

    const reused = await fixture.createUser('USER', 'returning');

    expect(reused.id).not.toBe(deleted.id);
  });
});

describe('createUser with an idempotency key', () => {
  const input = { username: 'once', email: 'once@example.com', idempotencyKey: 'key-1' };

  test('returns the same user again, without the link', async () => {
    const admin = await fixture.createUser('ADMIN');
    const first = await fixture.administration.createUser(input, actorFor(admin));
    const users = await fixture.count('users');
    fixture.events.length = 0;

    const again = await fixture.administration.createUser({ ...input, fullName: null }, actorFor(admin));

    expect(first.invitationLink).not.toBeNull();
    expect(again).toEqual({ user: first.user, invitationLink: null });
    expect(await fixture.count('users')).toBe(users);
    expect(fixture.events).toEqual([]);
  });

  test('rejects a reused key with different input, including a different password', async () => {
    const admin = await fixture.createUser('ADMIN');
    const one = {
      username: 'twice',
      email: 'twice@example.com',
      password: goodPassword,
      idempotencyKey: 'k',
    };
    await fixture.administration.createUser(one, actorFor(admin));

    const other = fixture.administration.createUser(
      { ...one, password: `${goodPassword}!` },
      actorFor(admin),
    );

    await expect(other).rejects.toMatchObject({ reason: 'IDEMPOTENCY_KEY_REUSED' });
  });

  test('is scoped to its actor and expires after 24 hours', async () => {
    const [one, other] = [await fixture.createUser('ADMIN'), await fixture.createUser('ADMIN')];
    const named = (name: string) => ({
      username: name,
      email: `${name}@example.com`,
      idempotencyKey: 'shared',
    });
    await fixture.administration.createUser(named('owner1'), actorFor(one));

    await fixture.administration.createUser(named('owner2'), actorFor(other));
    fixture.advanceClock(86_401);
    const later = await fixture.administration.createUser(named('owner3'), actorFor(one));

    expect(later.user.username).toBe('owner3');
  });

  test('deletes an expired key in the sweep, and not earlier', async () => {
    const admin = await fixture.createUser('ADMIN');
    const countKeys = async () => {
      const sql = 'SELECT count(*)::int AS n FROM idempotency_keys WHERE actor_id = $1';
      const [row] = await fixture.test.database.dataSource.query(sql, [admin.id]);
      return row.n;
    };
    await fixture.administration.createUser(
      { ...input, username: 'swept', email: 'swept@example.com' },
      actorFor(admin),
    );

    fixture.advanceClock(86_399);
    await fixture.sweep?.(fixture.test.database.transactions);
    expect(await countKeys()).toBe(1);
    fixture.advanceClock(1);
    await fixture.sweep?.(fixture.test.database.transactions);
    expect(await countKeys()).toBe(0);
  });

  test('does not use up the key of a rejected request', async () => {
    const admin = await fixture.createUser('ADMIN');
    const key = { idempotencyKey: 'retry' };
    const taken = { username: admin.username, email: 'retry@example.com', ...key };
    await expect(fixture.administration.createUser(taken, actorFor(admin))).rejects.toMatchObject({
      reason: 'USERNAME_TAKEN',
    });

    const corrected = await fixture.administration.createUser(
      { ...taken, username: 'retried' },
      actorFor(admin),
    );

    expect(corrected.user.username).toBe('retried');
  });

  test('rejects an empty key, an overlong key and a key with a NUL', async () => {
    const admin = await fixture.createUser('ADMIN');

    for (const idempotencyKey of ['', 'x'.repeat(256), 'a\0b']) {
      const creating = fixture.administration.createUser({ ...input, idempotencyKey }, actorFor(admin));
      await expect(creating).rejects.toMatchObject({ reason: 'INVALID_INPUT' });
    }
  });
});

describeOnPostgres('createUser under concurrency', () => {
  test('creates one user and one link for ten concurrent requests with one key', async () => {
    const admin = await fixture.createUser('ADMIN');
    const input = { username: 'race', email: 'race@example.com', idempotencyKey: 'race' };

    const results = await Promise.all(
      Array.from({ length: 10 }, () => fixture.administration.createUser(input, actorFor(admin))),
    );

    expect(new Set(results.map(({ user }) => user.id)).size).toBe(1);
    expect(results.filter(({ invitationLink }) => invitationLink !== null)).toHaveLength(1);
  });

  test('assigns a username to one of ten concurrent requests and rejects nine with USERNAME_TAKEN', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, (_, index) =>
        fixture.administration.createUser(
          { username: 'wanted', email: `wanted${index}@example.com` },
          cliActor,
        ),
      ),
    );

    const rejected = results.filter((result) => result.status === 'rejected');
    expect(rejected).toHaveLength(9);
    for (const { reason } of rejected) expect(reason).toMatchObject({ reason: 'USERNAME_TAKEN' });
  });
});
