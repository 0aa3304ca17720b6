import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cliActor } from '../../../src/modules/access/index.js';
import { openUsersWorld, type UsersWorld } from './users-fixture.js';

let world: UsersWorld;
beforeAll(async () => {
  world = await openUsersWorld();
});
afterAll(() => world.close());

describe('the service for other rooms', () => {
  test('finds by username or address however they are written, and nobody by text that is no name', async () => {
    const person = await world.person('USER', 'Grüße');
    const { reader } = world.test.database.transactions;
    const find = (text: string) => world.users.findByIdentifier(reader, text);

    for (const name of ['Grüße', 'GRÜSSE', 'gru\u0308sse', 'grüße@example.com', 'GRÜSSE＠EXAMPLE.COM']) {
      expect(await find(name)).toEqual(person);
    }
    for (const name of ['', ' grüße', 'grüße@', '@', 'a\0b', '\uD800', 'x'.repeat(1000), "' OR 1=1 --"]) {
      expect(await find(name)).toBeNull();
    }
  });

  test('a login is noted without a new version', async () => {
    const person = await world.person();
    world.pass(30);

    await world.test.database.transactions.run((transaction) =>
      world.users.markLoggedIn(transaction, person.id),
    );

    expect(await world.again(person)).toEqual({ ...person, lastLoginAt: world.now() });
    expect(world.events).toEqual([]);
  });

  test('an invited person becomes active, with the name they give', async () => {
    const input = { username: 'newcomer', email: 'newcomer@example.com' };
    const { user } = await world.administration.createUser(input, cliActor);
    const { transactions } = world.test.database;
    world.events.length = 0;

    const active = await transactions.run((transaction) =>
      world.users.markActivated(transaction, user.id, { fullName: 'New Comer' }),
    );

    expect(active).toMatchObject({ status: 'ACTIVE', fullName: 'New Comer', version: 2 });
    expect(world.events).toEqual([
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

  test('an operator restores an administrator: enabled, in office, and every older session over', async () => {
    const person = await world.person();
    await world.administration.disableUser({ id: person.id, reason: 'by mistake' }, cliActor);
    const { transactions } = world.test.database;
    world.events.length = 0;

    const restored = await transactions.run((transaction) =>
      world.users.restoreAdministrator(transaction, person.id, cliActor),
    );

    expect(restored).toMatchObject({ role: 'ADMIN', status: 'ACTIVE', securityEpoch: 3, version: 3 });
    expect(world.events).toEqual([
      expect.objectContaining({ type: 'user.role-changed', actor: { type: 'CLI' }, endsSessions: true }),
    ]);
  });

  test('raises the epoch alone, and counts administrators whatever their state', async () => {
    const { transactions } = world.test.database;
    const before = await world.users.countAdministrators(transactions.reader);
    const [one, other] = [await world.person('ADMIN'), await world.person('ADMIN')];
    await world.administration.disableUser({ id: one.id, reason: 'rests' }, cliActor);
    await world.administration.deleteUser({ id: other.id, reason: 'left' }, cliActor);

    const raised = await transactions.run((transaction) => world.users.raiseEpoch(transaction, one.id));

    expect(raised.securityEpoch).toBe(3);
    expect(raised.version).toBe(2);
    expect(await world.users.countAdministrators(transactions.reader)).toBe(before + 1);
  });

  test('changes nobody who is gone', async () => {
    const gone = await world.person();
    await world.administration.deleteUser({ id: gone.id, reason: 'left' }, cliActor);
    const { transactions } = world.test.database;

    const raising = transactions.run((transaction) => world.users.raiseEpoch(transaction, gone.id));

    await expect(raising).rejects.toMatchObject({ reason: 'USER_NOT_FOUND' });
  });
});

describe('user(id | username | email)', () => {
  test('finds by exactly one name', async () => {
    const person = await world.person();
    const { find } = world.administration;

    expect(await find({ id: person.id.toUpperCase() })).toEqual(person);
    expect(await find({ username: person.username })).toEqual(person);
    expect(await find({ email: person.email, id: null })).toEqual(person);
    expect(await find({ id: 'not-a-uuid' })).toBeNull();
    expect(await find({ username: person.email })).toBeNull();
    expect(await find({ email: person.username })).toBeNull();
  });

  test.each([[{}], [{ id: null }], [{ id: 'x', username: 'y' }]])('refuses %p', async (reference) => {
    const finding = world.administration.find(reference);

    await expect(finding).rejects.toMatchObject({ reason: 'BAD_USER_INPUT' });
  });
});
