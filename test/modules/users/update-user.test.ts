import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cliActor } from '../../../src/modules/access/index.js';
import { describeOnPostgres } from '../../helpers/test-database.js';
import { actorFor, createUsersFixture, type UsersFixture } from './users-fixture.js';

let fixture: UsersFixture;
beforeAll(async () => {
  fixture = await createUsersFixture();
});
afterAll(() => fixture.close());

test.each([9_007_199_254_740_992, -1e300, Number('12345678901234567890')])(
  'metadata with the number %p, which JSON readers round, is rejected',
  async (number) => {
    const { id } = await fixture.createUser();

    const update = fixture.administration.updateUser({ id, metadata: { list: [{ number }] } }, cliActor);

    await expect(update).rejects.toMatchObject({
      refusals: [
        {
          reason: 'INVALID_INPUT',
          field: ['input', 'metadata'],
          message: expect.stringContaining('2^53'),
        },
      ],
    });
  },
);

test('metadata keeps the largest exact numbers', async () => {
  const { id } = await fixture.createUser();
  const metadata = {
    most: Number.MAX_SAFE_INTEGER,
    least: -Number.MAX_SAFE_INTEGER,
    small: 1e-300,
    half: 0.5,
  };

  const user = await fixture.administration.updateUser({ id, metadata }, cliActor);

  expect(user.metadata).toEqual(metadata);
});

describe('updateUser', () => {
  test('changes given fields, clears null fields, keeps omitted fields and reports the changes', async () => {
    const [admin, target] = [await fixture.createUser('ADMIN'), await fixture.createUser()];
    const first = { id: target.id, fullName: 'Ada', locale: 'EN-gb', metadata: { b: 1, a: [2] } };
    await fixture.administration.updateUser(first, actorFor(admin));
    fixture.events.length = 0;

    const second = { id: target.id, fullName: null, metadata: { a: [2], b: 1 }, emailVerified: true };
    const user = await fixture.administration.updateUser(second, actorFor(admin));

    const result = { fullName: null, locale: 'en-GB', metadata: { a: [2], b: 1 }, emailVerified: true };
    expect(user).toMatchObject({ ...result, version: 3 });
    expect(await fixture.reload(target)).toEqual(user);
    expect(fixture.events).toEqual([
      expect.objectContaining({
        type: 'user.updated',
        changes: { fullName: { from: 'Ada', to: null }, emailVerified: { from: false, to: true } },
      }),
    ]);
  });

  test('an update without changes writes nothing', async () => {
    const target = await fixture.createUser();

    const input = { id: target.id, username: target.username, email: target.email, fullName: null };
    const user = await fixture.administration.updateUser(input, cliActor);

    expect(user).toEqual(target);
    expect(fixture.events).toEqual([]);
  });

  test('a new email address is unverified unless emailVerified is given', async () => {
    const target = await fixture.createUser();
    const update = (change: object) =>
      fixture.administration.updateUser({ id: target.id, ...change }, cliActor);

    const verified = await update({ email: 'other@example.com', emailVerified: true });
    const recased = await update({ email: 'OTHER@example.com' });
    const changed = await update({ email: 'third@example.com' });

    expect([verified, recased, changed].map((user) => user.emailVerified)).toEqual([true, true, false]);
  });

  test('ignores members that are not profile fields: role, status, password, epoch and keys', async () => {
    const target = await fixture.createUser();
    const massAssignment = {
      id: target.id,
      role: 'ADMIN',
      status: 'DISABLED',
      disabledAt: new Date(),
      securityEpoch: 99,
      version: 99,
      usernameKey: 'root',
      activatedAt: null,
      password: 'x',
    };

    const user = await fixture.administration.updateUser(massAssignment, cliActor);

    expect(user).toEqual(target);
    expect(await fixture.reload(target)).toEqual(target);
  });

  test('rejects invalid values with all errors at once', async () => {
    const target = await fixture.createUser();
    const input = {
      id: target.id,
      username: null,
      email: 'nobody@',
      emailVerified: null,
      fullName: 'a\u202Eb',
      locale: 'not a locale',
      metadata: { nul: '\0' },
    };

    const updating = fixture.administration.updateUser(input, cliActor);

    await expect(updating).rejects.toMatchObject({
      refusals: [
        { reason: 'USERNAME_INVALID', field: ['input', 'username'] },
        { reason: 'EMAIL_INVALID', field: ['input', 'email'] },
        { reason: 'INVALID_INPUT', field: ['input', 'emailVerified'] },
        { reason: 'INVALID_INPUT', field: ['input', 'fullName'] },
        { reason: 'INVALID_INPUT', field: ['input', 'locale'] },
        { reason: 'INVALID_INPUT', field: ['input', 'metadata'] },
      ],
    });
    expect(await fixture.reload(target)).toEqual(target);
  });

  test('rejects names in use, an outdated version, unknown and deleted users, and higher roles', async () => {
    const [admin, support, target, other] = [
      await fixture.createUser('ADMIN'),
      await fixture.createUser('SUPPORT'),
      await fixture.createUser(),
      await fixture.createUser(),
    ];
    const update = (change: object, by = admin, id: string = target.id) =>
      fixture.administration.updateUser({ id, ...change }, actorFor(by));

    await expect(update({ username: other.username, email: other.email })).rejects.toMatchObject({
      refusals: [{ reason: 'USERNAME_TAKEN' }, { reason: 'EMAIL_TAKEN' }],
    });
    await expect(update({ fullName: 'X', expectedVersion: 2 })).rejects.toMatchObject({
      refusals: [{ reason: 'VERSION_CONFLICT', params: { version: 1 } }],
    });
    await expect(update({}, admin, 'nobody')).rejects.toMatchObject({ reason: 'USER_NOT_FOUND' });
    await expect(update({}, support, admin.id)).rejects.toMatchObject({ reason: 'ROLE_ESCALATION' });
    await fixture.administration.deleteUser({ id: other.id, reason: 'left' }, actorFor(admin));
    await expect(update({}, admin, other.id)).rejects.toMatchObject({ reason: 'USER_NOT_FOUND' });
  });
});

describe('updateProfile', () => {
  test('changes only username, full name and locale, never the email address', async () => {
    const user = await fixture.createUser();
    const input = {
      username: 'Renamed',
      fullName: 'R.',
      locale: 'de',
      email: 'x@example.com',
      role: 'ADMIN',
    };

    const updated = await fixture.administration.updateProfile(input, actorFor(user));

    const change = { username: 'Renamed', fullName: 'R.', locale: 'de', version: 2 };
    expect(updated).toEqual({ ...user, ...change, updatedAt: fixture.now() });
    expect(fixture.events[0]).toMatchObject({ actor: { type: 'USER', id: user.id }, subjectId: user.id });
  });

  test('rejects a username in use and an outdated version', async () => {
    const [user, other] = [await fixture.createUser(), await fixture.createUser()];
    const update = (change: object) => fixture.administration.updateProfile(change, actorFor(user));

    await expect(update({ username: other.username.toUpperCase() })).rejects.toMatchObject({
      reason: 'USERNAME_TAKEN',
    });
    await expect(update({ fullName: 'X', expectedVersion: 9 })).rejects.toMatchObject({
      reason: 'VERSION_CONFLICT',
    });
  });
});

describeOnPostgres('concurrent updates', () => {
  test('of ten updates with the same expected version, one succeeds and nine throw VERSION_CONFLICT', async () => {
    const target = await fixture.createUser();

    const results = await Promise.allSettled(
      Array.from({ length: 10 }, (_, index) =>
        fixture.administration.updateUser(
          { id: target.id, fullName: `Name ${index}`, expectedVersion: 1 },
          cliActor,
        ),
      ),
    );

    const rejected = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    expect(rejected).toHaveLength(9);
    for (const error of rejected) expect(error).toMatchObject({ reason: 'VERSION_CONFLICT' });
    expect((await fixture.reload(target)).version).toBe(2);
  });
});
