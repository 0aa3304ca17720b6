import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cliActor } from '../../../src/modules/access/index.js';
import { actorFor, createUsersFixture, type UsersFixture } from './users-fixture.js';

let fixture: UsersFixture;
beforeAll(async () => {
  fixture = await createUsersFixture();
});
afterAll(() => fixture.close());

const tokenOf = (link: string | null): string => link?.split('#token=')[1] ?? '';

describe('resetUserPassword', () => {
  test('removes the password, increments the security epoch, ends the sessions and returns a link valid for an hour', async () => {
    const [admin, target] = [await fixture.createUser('ADMIN'), await fixture.createUser()];
    const { reader } = fixture.test.database.transactions;

    const { user, link } = await fixture.administration.resetUserPassword(target.id, actorFor(admin));

    expect(await fixture.hasPassword(target)).toBe(false);
    expect(user).toMatchObject({ version: 2, securityEpoch: 2, status: 'ACTIVE' });
    expect(await fixture.reload(target)).toEqual(user);
    expect(fixture.events).toEqual([
      expect.objectContaining({ type: 'user.password-reset', endsSessions: true, changes: {} }),
      expect.objectContaining({ type: 'user.link-issued', subjectId: target.id }),
    ]);
    expect(JSON.stringify(fixture.events)).not.toContain(tokenOf(link));
    const peek = () => fixture.tokensModule.oneTimeTokens.peek(reader, tokenOf(link), ['PASSWORD_RESET']);
    fixture.advanceClock(3599);
    await expect(peek()).resolves.toMatchObject({ userId: target.id });
    fixture.advanceClock(2);
    await expect(peek()).rejects.toMatchObject({ reason: 'TOKEN_EXPIRED' });
  });

  test('a second reset invalidates the first link and tokens obtained with the old password', async () => {
    const target = await fixture.createUser();
    const { transactions } = fixture.test.database;
    const { oneTimeTokens } = fixture.tokensModule;
    const grant = {
      purpose: 'PASSWORD_CHANGE',
      userId: target.id,
      ttlSeconds: 3600,
      actor: { type: 'CLI' },
    } as const;
    const changeToken = await transactions.run((transaction) => oneTimeTokens.issue(transaction, grant));

    const first = await fixture.administration.resetUserPassword(target.id, cliActor);
    const second = await fixture.administration.resetUserPassword(target.id, cliActor);

    const peek = (token: string) =>
      oneTimeTokens.peek(transactions.reader, token, ['PASSWORD_RESET', 'PASSWORD_CHANGE']);
    await expect(peek(changeToken)).rejects.toMatchObject({ reason: 'TOKEN_INVALID' });
    await expect(peek(tokenOf(first.link))).rejects.toMatchObject({ reason: 'TOKEN_INVALID' });
    await expect(peek(tokenOf(second.link))).resolves.toMatchObject({ userId: target.id });
  });

  test('replaces the invitation of a user who is still invited', async () => {
    const input = { username: 'slow', email: 'slow@example.com' };
    const created = await fixture.administration.createUser(input, cliActor);

    const { user, link } = await fixture.administration.resetUserPassword(created.user.id, cliActor);

    const { reader } = fixture.test.database.transactions;
    const peek = (token: string) => fixture.tokensModule.oneTimeTokens.peek(reader, token, ['INVITATION']);
    expect(user).toEqual(created.user);
    await expect(peek(tokenOf(created.invitationLink))).rejects.toMatchObject({ reason: 'TOKEN_INVALID' });
    await expect(peek(tokenOf(link))).resolves.toMatchObject({ userId: user.id });
  });

  test('rejects the actor themselves with a hint to changePassword, unknown and deleted users, and higher roles', async () => {
    const [admin, support, deleted] = [
      await fixture.createUser('ADMIN'),
      await fixture.createUser('SUPPORT'),
      await fixture.createUser(),
    ];
    await fixture.administration.deleteUser({ id: deleted.id, reason: 'left' }, actorFor(admin));
    const reset = (id: string, by = admin) => fixture.administration.resetUserPassword(id, actorFor(by));

    await expect(reset(admin.id)).rejects.toMatchObject({
      reason: 'ILLEGAL_STATE',
      message: expect.stringContaining('changePassword'),
    });
    await expect(reset('nobody')).rejects.toMatchObject({ reason: 'USER_NOT_FOUND' });
    await expect(reset(deleted.id)).rejects.toMatchObject({ reason: 'ILLEGAL_STATE' });
    await expect(reset(admin.id, support)).rejects.toMatchObject({ reason: 'ROLE_ESCALATION' });
    expect(await fixture.hasPassword(admin)).toBe(true);
  });
});
