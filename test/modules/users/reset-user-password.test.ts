import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cliActor } from '../../../src/modules/access/index.js';
import { as, createUsersFixture, type UsersFixture } from './users-fixture.js';

let fixture: UsersFixture;
beforeAll(async () => {
  fixture = await createUsersFixture();
});
afterAll(() => fixture.close());

const tokenOf = (link: string | null): string => link?.split('#token=')[1] ?? '';

describe('resetUserPassword', () => {
  test('takes the password at once, raises the epoch, ends the sessions, and answers a link for an hour', async () => {
    const [admin, target] = [await fixture.user('ADMIN'), await fixture.user()];
    const { reader } = fixture.test.database.transactions;

    const { user, link } = await fixture.administration.resetUserPassword(target.id, as(admin));

    expect(await fixture.hasPassword(target)).toBe(false);
    expect(user).toMatchObject({ version: 2, securityEpoch: 2, status: 'ACTIVE' });
    expect(await fixture.again(target)).toEqual(user);
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

  test('a second reset makes the first link worthless, and so is what the old password had earned', async () => {
    const target = await fixture.user();
    const { transactions } = fixture.test.database;
    const { oneTimeTokens } = fixture.tokensModule;
    const grant = {
      purpose: 'PASSWORD_CHANGE',
      userId: target.id,
      ttlSeconds: 3600,
      actor: { type: 'CLI' },
    } as const;
    const earned = await transactions.run((transaction) => oneTimeTokens.issue(transaction, grant));

    const first = await fixture.administration.resetUserPassword(target.id, cliActor);
    const second = await fixture.administration.resetUserPassword(target.id, cliActor);

    const peek = (token: string) =>
      oneTimeTokens.peek(transactions.reader, token, ['PASSWORD_RESET', 'PASSWORD_CHANGE']);
    await expect(peek(earned)).rejects.toMatchObject({ reason: 'TOKEN_INVALID' });
    await expect(peek(tokenOf(first.link))).rejects.toMatchObject({ reason: 'TOKEN_INVALID' });
    await expect(peek(tokenOf(second.link))).resolves.toMatchObject({ userId: target.id });
  });

  test('gives who is still invited a new invitation in place of the old one', async () => {
    const input = { username: 'slow', email: 'slow@example.com' };
    const created = await fixture.administration.createUser(input, cliActor);

    const { user, link } = await fixture.administration.resetUserPassword(created.user.id, cliActor);

    const { reader } = fixture.test.database.transactions;
    const peek = (token: string) => fixture.tokensModule.oneTimeTokens.peek(reader, token, ['INVITATION']);
    expect(user).toEqual(created.user);
    await expect(peek(tokenOf(created.invitationLink))).rejects.toMatchObject({ reason: 'TOKEN_INVALID' });
    await expect(peek(tokenOf(link))).resolves.toMatchObject({ userId: user.id });
  });

  test('refuses oneself with a pointer to changePassword, the unknown, the deleted and those above', async () => {
    const [admin, support, gone] = [
      await fixture.user('ADMIN'),
      await fixture.user('SUPPORT'),
      await fixture.user(),
    ];
    await fixture.administration.deleteUser({ id: gone.id, reason: 'left' }, as(admin));
    const reset = (id: string, by = admin) => fixture.administration.resetUserPassword(id, as(by));

    await expect(reset(admin.id)).rejects.toMatchObject({
      reason: 'ILLEGAL_STATE',
      message: expect.stringContaining('changePassword'),
    });
    await expect(reset('nobody')).rejects.toMatchObject({ reason: 'USER_NOT_FOUND' });
    await expect(reset(gone.id)).rejects.toMatchObject({ reason: 'ILLEGAL_STATE' });
    await expect(reset(admin.id, support)).rejects.toMatchObject({ reason: 'ROLE_ESCALATION' });
    expect(await fixture.hasPassword(admin)).toBe(true);
  });
});
