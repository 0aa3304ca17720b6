import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cliActor } from '../../../src/modules/access/index.js';
import { createUsersFixture, type UsersFixture } from './users-fixture.js';

let fixture: UsersFixture;
beforeAll(async () => {
  fixture = await createUsersFixture();
});
afterAll(() => fixture.close());

describe('Users', () => {
  test('finds by username or email address in any spelling, and returns null for invalid names', async () => {
    const user = await fixture.createUser('USER', 'Grüße');
    const { reader } = fixture.test.database.transactions;
    const find = (text: string) => fixture.users.findByIdentifier(reader, text);

    for (const name of [
      'Grüße',
      'GRÜSSE',
      'gru\u0308sse',
      'grüße@example.com',
      'GRÜSSE＠EXAMPLE.COM',
      ' grüße ',
    ]) {
      expect(await find(name)).toEqual(user);
    }
    for (const name of ['', 'gr üße', 'grüße@', '@', 'a\0b', '\uD800', 'x'.repeat(1000), "' OR 1=1 --"]) {
      expect(await find(name)).toBeNull();
    }
  });

  test('markLoggedIn records the login without a new version', async () => {
    const user = await fixture.createUser();
    fixture.advanceClock(30);

    const loggedIn = await fixture.test.database.transactions.run(async (transaction) =>
      fixture.users.markLoggedIn(transaction, user),
    );

    expect(loggedIn).toEqual({ ...user, lastLoginAt: fixture.now() });
    expect(await fixture.reload(user)).toEqual(loggedIn);
    expect(fixture.events).toEqual([]);
  });

  test('markActivated activates an invited user and sets the given name', async () => {
    const input = { username: 'newcomer', email: 'newcomer@example.com' };
    const { user } = await fixture.administration.createUser(input, cliActor);
    const { transactions } = fixture.test.database;
    fixture.events.length = 0;

    const active = await transactions.run((transaction) =>
      fixture.users.markActivated(transaction, user.id, { fullName: 'New Comer' }),
    );

    expect(active).toMatchObject({ status: 'ACTIVE', fullName: 'New Comer', version: 2 });
    expect(fixture.events).toEqual([
      expect.objectContaining({
        type: 'user.updated',
        actor: { type: 'USER', id: user.id },
        changes: {
          status: { from: 'INVITED', to: 'ACTIVE' },
          fullName: { from: null, to: 'New Comer' },
        },
      }),
    ]);
  });

  test('restoreAdministrator enables the user, makes them an administrator and ends their sessions', async () => {
    const user = await fixture.createUser();
    await fixture.administration.disableUser({ id: user.id, reason: 'by mistake' }, cliActor);
    const { transactions } = fixture.test.database;
    fixture.events.length = 0;

    const restored = await transactions.run((transaction) =>
      fixture.users.restoreAdministrator(transaction, user.id, cliActor),
    );

    expect(restored).toMatchObject({ role: 'ADMIN', status: 'ACTIVE', securityEpoch: 3, version: 3 });
    expect(fixture.events).toEqual([
      expect.objectContaining({ type: 'user.role-changed', actor: { type: 'CLI' }, endsSessions: true }),
    ]);
  });

  test('raiseSecurityEpoch keeps the version, and countAdministrators counts disabled administrators', async () => {
    const { transactions } = fixture.test.database;
    const before = await fixture.users.countAdministrators(transactions.reader);
    const [one, other] = [await fixture.createUser('ADMIN'), await fixture.createUser('ADMIN')];
    await fixture.administration.disableUser({ id: one.id, reason: 'paused' }, cliActor);
    await fixture.administration.deleteUser({ id: other.id, reason: 'left' }, cliActor);

    const raised = await transactions.run((transaction) =>
      fixture.users.raiseSecurityEpoch(transaction, one.id),
    );

    expect(raised.securityEpoch).toBe(3);
    expect(raised.version).toBe(2);
    expect(await fixture.users.countAdministrators(transactions.reader)).toBe(before + 1);
  });

  test('raiseSecurityEpoch treats deleted users as not found', async () => {
    const deleted = await fixture.createUser();
    await fixture.administration.deleteUser({ id: deleted.id, reason: 'left' }, cliActor);
    const { transactions } = fixture.test.database;

    const raising = transactions.run((transaction) =>
      fixture.users.raiseSecurityEpoch(transaction, deleted.id),
    );

    await expect(raising).rejects.toMatchObject({ reason: 'USER_NOT_FOUND' });
  });
});

describe('Administration.find', () => {
  test('finds by exactly one name', async () => {
    const user = await fixture.createUser();
    const { find } = fixture.administration;

    expect(await find({ id: user.id.toUpperCase() })).toEqual(user);
    expect(await find({ username: user.username })).toEqual(user);
    expect(await find({ email: user.email, id: null })).toEqual(user);
    expect(await find({ id: 'not-a-uuid' })).toBeNull();
    expect(await find({ username: user.email })).toBeNull();
    expect(await find({ email: user.username })).toBeNull();
  });

  test.each([[{}], [{ id: null }], [{ id: 'x', username: 'y' }]])('rejects %p', async (reference) => {
    const finding = fixture.administration.find(reference);

    await expect(finding).rejects.toMatchObject({ reason: 'BAD_USER_INPUT' });
  });
});
