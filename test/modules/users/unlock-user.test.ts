import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { cliActor } from '../../../src/modules/access/index.js';
import type { User } from '../../../src/modules/users/index.js';
import { as, openUsersWorld, type UsersWorld } from './users-fixture.js';

let world: UsersWorld;
let support: User;
beforeAll(async () => {
  world = await openUsersWorld();
  support = await world.person('SUPPORT', 'support');
});
afterAll(() => world.close());

describe('unlockUser', () => {
  test('has the failures of all names and of the account forgotten, tells it, and changes nothing about the person', async () => {
    const target = await world.person('USER', 'Locked');

    const user = await world.administration.unlockUser(target.id, as(support));

    expect(user).toEqual(target);
    expect(world.unlocks.at(-1)).toEqual([target.id, ['locked', 'locked@example.com']]);
    expect(world.events).toMatchObject([
      { type: 'user.unlocked', subjectId: target.id, actor: { type: 'USER', id: support.id } },
    ]);
  });

  test('is open to the operator, for anybody', async () => {
    const target = await world.person('ADMIN');

    await world.administration.unlockUser(target.id, cliActor);

    expect(world.events).toMatchObject([{ type: 'user.unlocked', actor: { type: 'CLI' } }]);
  });

  test.each([
    ['who does not exist', async () => uuidv7(), 'USER_NOT_FOUND'],
    ['of another form than an id', async () => 'nobody', 'USER_NOT_FOUND'],
    ['above the actor', async () => (await world.person('ADMIN')).id, 'ROLE_ESCALATION'],
    [
      'who is deleted',
      async () => {
        const { id } = await world.person();
        await world.administration.deleteUser({ id, reason: 'gone' }, cliActor);
        return id;
      },
      'ILLEGAL_STATE',
    ],
  ])('refuses somebody %s, and tells nothing', async (_who, find, reason) => {
    const id = await find();
    const [unlocks, events] = [world.unlocks.length, world.events.length];

    const unlocking = world.administration.unlockUser(id, as(support));

    await expect(unlocking).rejects.toMatchObject({ reason });
    expect([world.unlocks.length, world.events.length]).toEqual([unlocks, events]);
  });
});
