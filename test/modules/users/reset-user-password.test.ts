import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cliActor } from '../../../src/modules/access/index.js';
import { as, openUsersWorld, type UsersWorld } from './users-fixture.js';

let world: UsersWorld;
beforeAll(async () => {
  world = await openUsersWorld();
});
afterAll(() => world.close());

const tokenOf = (link: string | null): string => link?.split('#token=')[1] ?? '';

describe('resetUserPassword', () => {
  test('takes the password at once, raises the epoch, ends the sessions, and answers a link for an hour', async () => {
    const [admin, target] = [await world.person('ADMIN'), await world.person()];
    const { reader } = world.test.database.transactions;

    const { user, link } = await world.administration.resetUserPassword(target.id, as(admin));

    expect(await world.hasPassword(target)).toBe(false);
    expect(user).toMatchObject({ version: 2, securityEpoch: 2, status: 'ACTIVE' });
    expect(await world.again(target)).toEqual(user);
    expect(world.events).toEqual([
      expect.objectContaining({ type: 'user.password-reset', endsSessions: true, changes: {} }),
      expect.objectContaining({ type: 'user.link-issued', subjectId: target.id }),
    ]);
    expect(JSON.stringify(world.events)).not.toContain(tokenOf(link));
    const peek = () => world.tokensRoom.oneTimeTokens.peek(reader, tokenOf(link), ['PASSWORD_RESET']);
    world.pass(3599);
    await expect(peek()).resolves.toMatchObject({ userId: target.id });
    world.pass(2);
    await expect(peek()).rejects.toMatchObject({ reason: 'TOKEN_EXPIRED' });
  });

  test('a second reset makes the first link worthless, and so is what the old password had earned', async () => {
    const target = await world.person();
    const { transactions } = world.test.database;
    const { oneTimeTokens } = world.tokensRoom;
    const grant = {
      purpose: 'PASSWORD_CHANGE',
      userId: target.id,
      ttlSeconds: 3600,
      actor: { type: 'CLI' },
    } as const;
    const earned = await transactions.run((transaction) => oneTimeTokens.issue(transaction, grant));

    const first = await world.administration.resetUserPassword(target.id, cliActor);
    const second = await world.administration.resetUserPassword(target.id, cliActor);

    const peek = (token: string) =>
      oneTimeTokens.peek(transactions.reader, token, ['PASSWORD_RESET', 'PASSWORD_CHANGE']);
    await expect(peek(earned)).rejects.toMatchObject({ reason: 'TOKEN_INVALID' });
    await expect(peek(tokenOf(first.link))).rejects.toMatchObject({ reason: 'TOKEN_INVALID' });
    await expect(peek(tokenOf(second.link))).resolves.toMatchObject({ userId: target.id });
  });

  test('gives who is still invited a new invitation in place of the old one', async () => {
    const input = { username: 'slow', email: 'slow@example.com' };
    const created = await world.administration.createUser(input, cliActor);

    const { user, link } = await world.administration.resetUserPassword(created.user.id, cliActor);

    const { reader } = world.test.database.transactions;
    const peek = (token: string) => world.tokensRoom.oneTimeTokens.peek(reader, token, ['INVITATION']);
    expect(user).toEqual(created.user);
    await expect(peek(tokenOf(created.invitationLink))).rejects.toMatchObject({ reason: 'TOKEN_INVALID' });
    await expect(peek(tokenOf(link))).resolves.toMatchObject({ userId: user.id });
  });

  test('refuses oneself with a pointer to changePassword, the unknown, the deleted and those above', async () => {
    const [admin, support, gone] = [
      await world.person('ADMIN'),
      await world.person('SUPPORT'),
      await world.person(),
    ];
    await world.administration.deleteUser({ id: gone.id, reason: 'left' }, as(admin));
    const reset = (id: string, by = admin) => world.administration.resetUserPassword(id, as(by));

    await expect(reset(admin.id)).rejects.toMatchObject({
      reason: 'ILLEGAL_STATE',
      message: expect.stringContaining('changePassword'),
    });
    await expect(reset('nobody')).rejects.toMatchObject({ reason: 'USER_NOT_FOUND' });
    await expect(reset(gone.id)).rejects.toMatchObject({ reason: 'ILLEGAL_STATE' });
    await expect(reset(admin.id, support)).rejects.toMatchObject({ reason: 'ROLE_ESCALATION' });
    expect(await world.hasPassword(admin)).toBe(true);
  });
});
