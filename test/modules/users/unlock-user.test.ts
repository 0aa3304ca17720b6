import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { cliActor } from '../../../src/modules/access/index.js';
import type { User } from '../../../src/modules/users/index.js';
import { actorFor, createUsersFixture, type UsersFixture } from './users-fixture.js';

let fixture: UsersFixture;
let support: User;
beforeAll(async () => {
  fixture = await createUsersFixture();
  support = await fixture.createUser('SUPPORT', 'support');
});
afterAll(() => fixture.close());

describe('unlockUser', () => {
  test('clears the failures of all names and of the account, emits user.unlocked and does not change the user', async () => {
    const target = await fixture.createUser('USER', 'Locked');

    const user = await fixture.administration.unlockUser(target.id, actorFor(support));

    expect(user).toEqual(target);
    expect(fixture.unlocks.at(-1)).toEqual([target.id, ['locked', 'locked@example.com']]);
    expect(fixture.events).toMatchObject([
      { type: 'user.unlocked', subjectId: target.id, actor: { type: 'USER', id: support.id } },
    ]);
  });

  test('the operator can unlock any user', async () => {
    const target = await fixture.createUser('ADMIN');

    await fixture.administration.unlockUser(target.id, cliActor);

    expect(fixture.events).toMatchObject([{ type: 'user.unlocked', actor: { type: 'CLI' } }]);
  });

  test.each([
    ['a user who does not exist', async () => uuidv7(), 'USER_NOT_FOUND'],
    ['text that is not an id', async () => 'nobody', 'USER_NOT_FOUND'],
    ['a user with a higher role', async () => (await fixture.createUser('ADMIN')).id, 'ROLE_ESCALATION'],
    [
      'a deleted user',
      async () => {
        const { id } = await fixture.createUser();
        await fixture.administration.deleteUser({ id, reason: 'gone' }, cliActor);
        return id;
      },
      'ILLEGAL_STATE',
    ],
  ])('rejects %s and emits no event', async (_target, find, reason) => {
    const id = await find();
    const [unlocks, events] = [fixture.unlocks.length, fixture.events.length];

    const unlocking = fixture.administration.unlockUser(id, actorFor(support));

    await expect(unlocking).rejects.toMatchObject({ reason });
    expect([fixture.unlocks.length, fixture.events.length]).toEqual([unlocks, events]);
  });
});
