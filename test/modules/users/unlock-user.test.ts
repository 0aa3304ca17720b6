import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { cliActor } from '../../../src/modules/access/index.js';
import type { User } from '../../../src/modules/users/index.js';
import { as, createUsersFixture, type UsersFixture } from './users-fixture.js';

let fixture: UsersFixture;
let support: User;
beforeAll(async () => {
  fixture = await createUsersFixture();
  support = await fixture.user('SUPPORT', 'support');
});
afterAll(() => fixture.close());

describe('unlockUser', () => {
  test('has the failures of all names and of the account forgotten, tells it, and changes nothing about the user', async () => {
    const target = await fixture.user('USER', 'Locked');

    const user = await fixture.administration.unlockUser(target.id, as(support));

    expect(user).toEqual(target);
    expect(fixture.unlocks.at(-1)).toEqual([target.id, ['locked', 'locked@example.com']]);
    expect(fixture.events).toMatchObject([
      { type: 'user.unlocked', subjectId: target.id, actor: { type: 'USER', id: support.id } },
    ]);
  });

  test('is open to the operator, for anybody', async () => {
    const target = await fixture.user('ADMIN');

    await fixture.administration.unlockUser(target.id, cliActor);

    expect(fixture.events).toMatchObject([{ type: 'user.unlocked', actor: { type: 'CLI' } }]);
  });

  test.each([
    ['who does not exist', async () => uuidv7(), 'USER_NOT_FOUND'],
    ['of another form than an id', async () => 'nobody', 'USER_NOT_FOUND'],
    ['above the actor', async () => (await fixture.user('ADMIN')).id, 'ROLE_ESCALATION'],
    [
      'who is deleted',
      async () => {
        const { id } = await fixture.user();
        await fixture.administration.deleteUser({ id, reason: 'gone' }, cliActor);
        return id;
      },
      'ILLEGAL_STATE',
    ],
  ])('refuses somebody %s, and tells nothing', async (_who, find, reason) => {
    const id = await find();
    const [unlocks, events] = [fixture.unlocks.length, fixture.events.length];

    const unlocking = fixture.administration.unlockUser(id, as(support));

    await expect(unlocking).rejects.toMatchObject({ reason });
    expect([fixture.unlocks.length, fixture.events.length]).toEqual([unlocks, events]);
  });
});
