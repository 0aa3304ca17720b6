import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cliActor } from '../../../src/modules/access/index.js';
import { describeOnServer } from '../../helpers/test-database.js';
import { as, goodPassword, openUsersWorld, type UsersWorld } from './users-fixture.js';

let world: UsersWorld;
beforeAll(async () => {
  world = await openUsersWorld();
});
afterAll(() => world.close());

const refusals = (reasons: readonly string[]) =>
  expect.objectContaining({
    refusals: reasons.map((reason) => expect.objectContaining({ reason })),
  });

describe('createUser', () => {
  test('makes an active person whose password works and must be changed, and tells of it without the password', async () => {
    const admin = await world.person('ADMIN');
    const input = {
      username: 'Ada',
      email: 'Ada@Example.com',
      fullName: 'Ada Lovelace',
      password: goodPassword,
    };

    const { user, invitationLink } = await world.administration.createUser(input, as(admin));

    expect(invitationLink).toBeNull();
    expect(user).toMatchObject({
      username: 'Ada',
      email: 'Ada@example.com',
      emailVerified: false,
      fullName: 'Ada Lovelace',
      role: 'USER',
      status: 'ACTIVE',
      version: 1,
      createdAt: world.now(),
    });
    expect(await world.again(user)).toEqual(user);
    const { reader } = world.test.database.transactions;
    const credential = await world.passwordsRoom.credentials.find(reader, user.id);
    expect(credential).toMatchObject({ mustChange: true, changedAt: world.now() });
    const verified = await world.passwordsRoom.passwords.verify(goodPassword, credential?.hash ?? null);
    expect(verified.matches).toBe(true);
    expect(world.events).toEqual([
      expect.objectContaining({
        type: 'user.created',
        actor: { type: 'USER', id: admin.id },
        subjectId: user.id,
        changes: expect.objectContaining({ username: { from: null, to: 'Ada' } }),
      }),
    ]);
    expect(JSON.stringify(world.events)).not.toContain(goodPassword);
  });

  test('invites who gets no password: a link that is good for seven days and no longer', async () => {
    const input = { username: 'invited', email: 'invited@example.com' };

    const { user, invitationLink } = await world.administration.createUser(input, cliActor);

    expect(user.status).toBe('INVITED');
    expect(await world.hasPassword(user)).toBe(false);
    const token = invitationLink?.split('#token=')[1] ?? '';
    const { reader } = world.test.database.transactions;
    const peek = () => world.tokensRoom.oneTimeTokens.peek(reader, token, ['INVITATION']);
    world.pass(604_799);
    await expect(peek()).resolves.toMatchObject({ userId: user.id });
    world.pass(2);
    await expect(peek()).rejects.toMatchObject({ reason: 'TOKEN_EXPIRED' });
  });

  test('names everything that is wrong at once, and writes nothing', async () => {
    const before = await world.count('users');
    const input = { username: 'a@b', email: 'nobody', fullName: ' ', password: 'short' };

    const creating = world.administration.createUser(input, cliActor);

    await expect(creating).rejects.toEqual(
      refusals(['USERNAME_INVALID', 'EMAIL_INVALID', 'INVALID_INPUT', 'PASSWORD_TOO_SHORT']),
    );
    expect(await world.count('users')).toBe(before);
  });

  test('refuses names that a living person has, however they are written, both at once', async () => {
    await world.administration.createUser({ username: 'strasse', email: 'kelvin@example.com' }, cliActor);

    const creating = world.administration.createUser(
      { username: 'STRAßE', email: '\u212Aelvin@EXAMPLE.com' },
      cliActor,
    );

    await expect(creating).rejects.toEqual(refusals(['USERNAME_TAKEN', 'EMAIL_TAKEN']));
  });

  test('refuses to give a role above the own', async () => {
    const support = await world.person('SUPPORT');

    const creating = world.administration.createUser(
      { username: 'climber', email: 'climber@example.com', role: 'ADMIN' },
      as(support),
    );

    await expect(creating).rejects.toMatchObject({ reason: 'ROLE_ESCALATION' });
  });

  test("gives a deleted person's names to somebody else", async () => {
    const admin = await world.person('ADMIN');
    const gone = await world.person('USER', 'phoenix');
    await world.administration.deleteUser({ id: gone.id, reason: 'left' }, as(admin));

    const risen = await world.person('USER', 'phoenix');

    expect(risen.id).not.toBe(gone.id);
  });
});

describe('an idempotency key', () => {
  const input = { username: 'once', email: 'once@example.com', idempotencyKey: 'key-1' };

  test('answers the same person again, never the link again', async () => {
    const admin = await world.person('ADMIN');
    const first = await world.administration.createUser(input, as(admin));
    const users = await world.count('users');
    world.events.length = 0;

    const again = await world.administration.createUser({ ...input, fullName: null }, as(admin));

    expect(first.invitationLink).not.toBeNull();
    expect(again).toEqual({ user: first.user, invitationLink: null });
    expect(await world.count('users')).toBe(users);
    expect(world.events).toEqual([]);
  });

  test('refuses other input, another password included', async () => {
    const admin = await world.person('ADMIN');
    const one = {
      username: 'twice',
      email: 'twice@example.com',
      password: goodPassword,
      idempotencyKey: 'k',
    };
    await world.administration.createUser(one, as(admin));

    const other = world.administration.createUser({ ...one, password: `${goodPassword}!` }, as(admin));

    await expect(other).rejects.toMatchObject({ reason: 'IDEMPOTENCY_KEY_REUSED' });
  });

  test("is its owner's alone, and forgotten after 24 hours", async () => {
    const [one, other] = [await world.person('ADMIN'), await world.person('ADMIN')];
    const named = (name: string) => ({
      username: name,
      email: `${name}@example.com`,
      idempotencyKey: 'shared',
    });
    await world.administration.createUser(named('owner1'), as(one));

    await world.administration.createUser(named('owner2'), as(other));
    world.pass(86_401);
    const later = await world.administration.createUser(named('owner3'), as(one));

    expect(later.user.username).toBe('owner3');
  });

  test('goes with the sweep once it is forgotten, and not before', async () => {
    const admin = await world.person('ADMIN');
    const ofAdmin = async () => {
      const sql = 'SELECT count(*)::int AS n FROM idempotency_keys WHERE actor_id = $1';
      const [row] = await world.test.database.dataSource.query(sql, [admin.id]);
      return row.n;
    };
    await world.administration.createUser(
      { ...input, username: 'swept', email: 'swept@example.com' },
      as(admin),
    );

    world.pass(86_399);
    await world.sweep?.(world.test.database.transactions);
    expect(await ofAdmin()).toBe(1);
    world.pass(1);
    await world.sweep?.(world.test.database.transactions);
    expect(await ofAdmin()).toBe(0);
  });

  test('is not spent by a refused request', async () => {
    const admin = await world.person('ADMIN');
    const key = { idempotencyKey: 'retry' };
    const taken = { username: admin.username, email: 'retry@example.com', ...key };
    await expect(world.administration.createUser(taken, as(admin))).rejects.toMatchObject({
      reason: 'USERNAME_TAKEN',
    });

    const mended = await world.administration.createUser({ ...taken, username: 'retried' }, as(admin));

    expect(mended.user.username).toBe('retried');
  });

  test('refuses an empty one, an endless one and one with a NUL', async () => {
    const admin = await world.person('ADMIN');

    for (const idempotencyKey of ['', 'x'.repeat(256), 'a\0b']) {
      const creating = world.administration.createUser({ ...input, idempotencyKey }, as(admin));
      await expect(creating).rejects.toMatchObject({ reason: 'INVALID_INPUT' });
    }
  });
});

describeOnServer('createUser under concurrency', () => {
  test('ten at once with one key make one person, and one link', async () => {
    const admin = await world.person('ADMIN');
    const input = { username: 'race', email: 'race@example.com', idempotencyKey: 'race' };

    const answers = await Promise.all(
      Array.from({ length: 10 }, () => world.administration.createUser(input, as(admin))),
    );

    expect(new Set(answers.map(({ user }) => user.id)).size).toBe(1);
    expect(answers.filter(({ invitationLink }) => invitationLink !== null)).toHaveLength(1);
  });

  test('of ten at once who want one name, one gets it and nine are told that it is taken', async () => {
    const answers = await Promise.allSettled(
      Array.from({ length: 10 }, (_, index) =>
        world.administration.createUser(
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
