import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { cliActor } from '../../../src/modules/access/index.js';
import { hashToken, opaqueTokenKind } from '../../../src/modules/tokens/index.js';
import type { User } from '../../../src/modules/users/index.js';
import { createTestApp, otherPassword, type TestApp } from '../../helpers/create-test-app.js';

let app: TestApp;
let names = 0;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

const reason = 'test';

interface IssuedLink {
  readonly user: User;
  readonly token: string;
}

function nextName(): string {
  names += 1;
  return `user${names}`;
}

async function invite(): Promise<IssuedLink> {
  const username = nextName();
  const input = { username, email: `${username}@example.com`, role: 'SUPPORT' } as const;
  const { user, invitationLink } = await app.users.administration.createUser(input, cliActor);
  return { user, token: invitationLink?.replace('invitation:', '') ?? '' };
}

async function reset(): Promise<IssuedLink> {
  const { id } = await app.createUser(nextName(), { role: 'SUPPORT' });
  const { user, link } = await app.users.administration.resetUserPassword(id, cliActor);
  return { user, token: String(link).replace('reset:', '') };
}

const links = [
  ['an invitation', invite, 'acceptInvitation', (token: string) => ({ token, password: otherPassword })],
  ['a reset link', reset, 'resetPassword', (token: string) => ({ token, newPassword: otherPassword })],
] as const;

const changes: readonly (readonly [name: string, change: (id: string) => Promise<unknown>])[] = [
  [
    'the email address is changed',
    (id) => app.users.administration.updateUser({ id, email: `${nextName()}@example.org` }, cliActor),
  ],
  ['the user is disabled', (id) => app.users.administration.disableUser({ id, reason }, cliActor)],
  [
    'the user is disabled and enabled again',
    async (id) => {
      await app.users.administration.disableUser({ id, reason }, cliActor);
      await app.users.administration.enableUser(id, cliActor);
    },
  ],
  [
    'the user is promoted',
    (id) => app.users.administration.setUserRole({ id, role: 'ADMIN', reason }, cliActor),
  ],
  [
    'the user is demoted',
    (id) => app.users.administration.setUserRole({ id, role: 'USER', reason }, cliActor),
  ],
  ['a newer link is issued', (id) => app.users.administration.resetUserPassword(id, cliActor)],
  ['the user is deleted', (id) => app.users.administration.deleteUser({ id, reason }, cliActor)],
  [
    'the row is changed by SQL',
    (id) => app.sql('UPDATE users SET security_epoch = security_epoch + 1 WHERE id = $1', [id]),
  ],
];

describe.each(links)('%s', (_, issue, field, input) => {
  test.each(changes)('is invalid after %s', async (__, change) => {
    const { user, token } = await issue();
    await change(user.id);

    expect((await app.mutate(field, { input: input(token) })).reasons).toEqual(['TOKEN_INVALID']);
  });

  test('stays valid after changes that concern neither address nor access', async () => {
    const { user, token } = await issue();
    const { id, email } = user;
    const update = { id, fullName: 'Another Name', email: email.toUpperCase(), locale: 'de' };
    await app.users.administration.updateUser(update, cliActor);

    expect((await app.mutate(field, { input: input(token) })).reasons).toEqual([]);
  });
});

test('a link that the previous release issues beside this one is bound too', async () => {
  const { user } = await invite();
  const token = opaqueTokenKind('invite').generate();
  // The statement of the previous release, which names no binding.
  await app.sql(
    `INSERT INTO one_time_tokens (id, purpose, user_id, token_hash, created_at, expires_at)
     VALUES ($1, 'INVITATION', $2, $3, $4, $4::timestamptz + interval '1 day')
     ON CONFLICT (user_id, purpose) WHERE used_at IS NULL DO UPDATE SET token_hash = excluded.token_hash`,
    [uuidv7(), user.id, hashToken(token), app.clock.now()],
  );
  const input = { token, password: 'short' };
  expect((await app.mutate('acceptInvitation', { input })).reasons).toEqual(['PASSWORD_TOO_SHORT']);

  await app.users.administration.updateUser({ id: user.id, email: 'moved@example.org' }, cliActor);

  expect((await app.mutate('acceptInvitation', { input })).reasons).toEqual(['TOKEN_INVALID']);
});
