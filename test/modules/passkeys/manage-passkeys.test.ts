import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { auditLog } from '../../helpers/audit-log-sql.js';
import { createTestServer, type TestServer } from '../../helpers/create-test-server.js';
import { type HttpResult, sendGraphql, valueAt } from '../../helpers/http-client.js';
import { createFirstAdministrator, errorCodeOf, type SignedInUser, signUp } from '../../helpers/sign-in.js';
import { newAuthenticator, registeredId } from './passkey-requests.js';

let server: TestServer;
let admin: SignedInUser;
let users = 0;

beforeAll(async () => {
  server = await createTestServer();
  admin = await createFirstAdministrator(server);
});
afterAll(() => server.close());

function newUser(): Promise<SignedInUser> {
  users += 1;
  return signUp(server, `person${users}`);
}

const rename = ({ accessToken }: SignedInUser, id: string, name: string): Promise<HttpResult> =>
  sendGraphql(
    server.url,
    `mutation ($id: ID!, $name: String!) {
      renamePasskey(id: $id, name: $name) { ok passkey { id name } userErrors { code field } }
    }`,
    { variables: { id, name }, token: accessToken },
  );

const remove = ({ accessToken }: SignedInUser, id: string): Promise<HttpResult> =>
  sendGraphql(server.url, 'mutation ($id: ID!) { removePasskey(id: $id) { ok userErrors { code field } } }', {
    variables: { id },
    token: accessToken,
  });

async function passkeyIdsOf(user: SignedInUser): Promise<readonly unknown[]> {
  const rows = await server.sql('SELECT id FROM passkeys WHERE user_id = $1 ORDER BY created_at', [user.id]);
  return rows.map(({ id }) => id);
}

/** Leaves the user with their passkeys and their session, as an administrator's reset and a sign-in do. */
async function dropPassword(user: SignedInUser): Promise<void> {
  await server.sql('DELETE FROM password_credentials WHERE user_id = $1', [user.id]);
}

describe('renamePasskey', () => {
  test('renames the own passkey and records both names', async () => {
    const user = await newUser();
    const id = await registeredId(server, user, newAuthenticator(server));

    const { body } = await rename(user, id, '  Security key ');

    expect(valueAt(body, 'data', 'renamePasskey')).toEqual({
      ok: true,
      passkey: { id, name: 'Security key' },
      userErrors: [],
    });
    const [entry] = await server.sql(
      `SELECT changes FROM ${auditLog} WHERE action = 'passkey.renamed' AND subject_id = $1`,
      [user.id],
    );
    expect(JSON.parse(String(entry?.['changes']))).toMatchObject({
      name: { from: 'Passkey', to: 'Security key' },
    });
  });

  test('refuses a blank name, and NOT_FOUND for a passkey that is not the own one', async () => {
    const [user, stranger] = [await newUser(), await newUser()];
    const id = await registeredId(server, user, newAuthenticator(server));

    expect(errorCodeOf(await rename(user, id, ' '), 'renamePasskey')).toBe('INVALID_INPUT');
    const foreign = await rename(stranger, id, 'Mine');
    const unknown = await rename(stranger, '01997b1c-0000-7000-8000-000000000001', 'Mine');
    expect(errorCodeOf(foreign, 'renamePasskey')).toBe('NOT_FOUND');
    expect(foreign.text).toBe(unknown.text);
    expect(errorCodeOf(await rename(stranger, 'no id', 'Mine'), 'renamePasskey')).toBe('NOT_FOUND');
  });
});

describe('removePasskey', () => {
  test('removes the own passkey and records it', async () => {
    const user = await newUser();
    const id = await registeredId(server, user, newAuthenticator(server));

    const answer = await remove(user, id);

    expect(valueAt(answer.body, 'data', 'removePasskey')).toEqual({ ok: true, userErrors: [] });
    expect(await passkeyIdsOf(user)).toEqual([]);
    const entries = await server.sql(
      `SELECT resource_id FROM audit_events WHERE action = 'mfa.removed' AND subject_id = $1`,
      [user.id],
    );
    expect(entries).toEqual([{ resource_id: id }]);
  });

  test('does not remove the passkey of another user', async () => {
    const [user, stranger] = [await newUser(), await newUser()];
    const id = await registeredId(server, user, newAuthenticator(server));

    expect(errorCodeOf(await remove(stranger, id), 'removePasskey')).toBe('NOT_FOUND');
    expect(await passkeyIdsOf(user)).toEqual([id]);
  });

  test('the only passkey of a user without a password stays', async () => {
    const user = await newUser();
    const id = await registeredId(server, user, newAuthenticator(server));
    await dropPassword(user);

    const answer = await remove(user, id);

    expect(valueAt(answer.body, 'data', 'removePasskey', 'userErrors')).toEqual([
      { code: 'ILLEGAL_STATE', field: ['id'] },
    ]);
    expect(await passkeyIdsOf(user)).toEqual([id]);
  });

  test('of two concurrent removals by a user without a password one is refused', async () => {
    const user = await newUser();
    const ids = [
      await registeredId(server, user, newAuthenticator(server)),
      await registeredId(server, user, newAuthenticator(server)),
    ];
    await dropPassword(user);

    const answers = await Promise.all(ids.map((id) => remove(user, id)));

    expect(answers.map((answer) => errorCodeOf(answer, 'removePasskey')).sort()).toEqual([
      'ILLEGAL_STATE',
      null,
    ]);
    expect(await passkeyIdsOf(user)).toHaveLength(1);
  });

  test('requires a recent proof', async () => {
    const user = await newUser();
    const id = await registeredId(server, user, newAuthenticator(server));
    await server.sql(
      `UPDATE sessions SET authenticated_at = authenticated_at - interval '601 seconds' WHERE user_id = $1`,
      [user.id],
    );

    expect(errorCodeOf(await remove(user, id), 'removePasskey')).toBe('STEP_UP_REQUIRED');
    expect(await passkeyIdsOf(user)).toEqual([id]);
  });
});

test('the deletion of a user removes the passkeys', async () => {
  const user = await newUser();
  await registeredId(server, user, newAuthenticator(server));

  await sendGraphql(server.url, 'mutation ($input: DeleteUserInput!) { deleteUser(input: $input) { ok } }', {
    variables: { input: { id: user.id, reason: 'asked' } },
    token: admin.accessToken,
  });

  expect(await passkeyIdsOf(user)).toEqual([]);
});
