import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { queryServerDatabase } from '../helpers/database-snapshot.js';
import { type HttpResult, sendGraphql, sendHttp, stringAt, valueAt } from '../helpers/http-client.js';
import { createInstallation, type Installation, type ServerProcess } from '../helpers/spawn-server.js';
import { describeOnPostgres } from '../helpers/test-database.js';

/** Two servers on one Postgres: a change at one takes effect at the other with the next request. */

const password = 'seventeen green herons';
const acceptInvitation = `mutation ($input: AcceptInvitationInput!) {
  acceptInvitation(input: $input) { ok userErrors { code } tokens { accessToken } user { id } }
}`;
const setUserRole = `mutation ($id: ID!, $role: Role!) {
  setUserRole(input: { id: $id, role: $role, reason: "a test" }) { ok userErrors { code } }
}`;

interface SignedInUser {
  readonly id: string;
  readonly token: string;
  readonly refreshToken: string;
}

describeOnPostgres('two instances', () => {
  let installation: Installation;
  let one: ServerProcess;
  let two: ServerProcess;
  let admin: SignedInUser;
  let userCount = 0;

  beforeAll(async () => {
    installation = await createInstallation();
    // Both start at the same time on an empty database: one migrates it and creates the keys, both serve.
    [one, two] = await Promise.all([installation.start(), installation.start()]);
    admin = await createFirstAdministrator();
  });

  afterAll(() => installation.close());

  /** Redeems both setup links at the same time, at two instances. */
  async function createFirstAdministrator(): Promise<SignedInUser> {
    const answers = await Promise.all(
      [one, two].map((server, place) =>
        sendGraphql(server.url, acceptInvitation, {
          variables: {
            input: {
              token: server.setupLink?.split('#token=')[1],
              username: `admin${place}`,
              email: `admin${place}@example.com`,
              password,
            },
          },
        }),
      ),
    );
    const winners = answers.filter(
      (answer) => valueAt(answer.body, 'data', 'acceptInvitation', 'ok') === true,
    );
    const [winner] = winners;
    if (winner === undefined || winners.length > 1) {
      throw new Error(`not one administrator: ${answers.map(({ text }) => text).join('\n')}`);
    }
    return {
      id: stringAt(winner, 'data', 'acceptInvitation', 'user', 'id'),
      token: stringAt(winner, 'data', 'acceptInvitation', 'tokens', 'accessToken'),
      refreshToken: '',
    };
  }

  async function signUpUser(server: ServerProcess): Promise<SignedInUser> {
    userCount += 1;
    const answer = await sendGraphql(
      server.url,
      `mutation ($input: SignUpInput!) { signUp(input: $input) { tokens { accessToken refreshToken } user { id } } }`,
      { variables: { input: { username: `p${userCount}`, email: `p${userCount}@example.com`, password } } },
    );
    return {
      id: stringAt(answer, 'data', 'signUp', 'user', 'id'),
      token: stringAt(answer, 'data', 'signUp', 'tokens', 'accessToken'),
      refreshToken: stringAt(answer, 'data', 'signUp', 'tokens', 'refreshToken'),
    };
  }

  const asAdmin = (server: ServerProcess, query: string, variables = {}): Promise<HttpResult> =>
    sendGraphql(server.url, query, { variables, token: admin.token });

  /** Returns the outcome of the next request with this token, by `me` and by /userinfo. */
  async function requestWith(server: ServerProcess, token: string): Promise<readonly unknown[]> {
    const me = await sendGraphql(server.url, '{ me { role } }', { token });
    const userInfo = await sendHttp(`${server.url}/userinfo`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const reason = valueAt(me.body, 'errors', 0, 'extensions', 'reason');
    return [me.status, reason ?? valueAt(me.body, 'data', 'me', 'role'), userInfo.status];
  }

  test('two setup links redeemed concurrently at two instances create one administrator', async () => {
    const { rows } = await queryServerDatabase(installation.databaseUrl ?? '', async (query) => ({
      rows: await query('SELECT role FROM users'),
    }));

    expect(rows).toEqual([{ role: 'ADMIN' }]);
  });

  test('a token of one instance is accepted at the other, with one key set', async () => {
    const user = await signUpUser(one);

    expect(await requestWith(two, user.token)).toEqual([200, 'USER', 200]);

    const [keysOfOne, keysOfTwo] = await Promise.all(
      [one, two].map(({ url }) => sendHttp(`${url}/.well-known/jwks.json`)),
    );
    expect(keysOfOne?.body).toEqual(keysOfTwo?.body);
  });

  const disable = `mutation ($id: ID!) { disableUser(input: { id: $id, reason: "a test" }) { ok } }`;
  const resetPassword = `mutation ($id: ID!) { resetUserPassword(id: $id) { ok } }`;
  const revoke = `mutation ($id: ID!) { revokeUserSessions(userId: $id) { ok } }`;
  const remove = `mutation ($id: ID!) { deleteUser(input: { id: $id, reason: "a test" }) { ok } }`;

  test.each([
    ['disabled', disable, 'ACCOUNT_DISABLED'],
    ['given a password reset', resetPassword, 'SESSION_REVOKED'],
    ['thrown out of all sessions', revoke, 'SESSION_REVOKED'],
    ['deleted', remove, 'SESSION_REVOKED'],
  ])(
    'who is %s at one instance is refused by the next request at the other',
    async (_what, operation, reason) => {
      const user = await signUpUser(two);
      expect(await requestWith(two, user.token)).toEqual([200, 'USER', 200]);

      const done = await asAdmin(one, operation, { id: user.id });

      expect(done.text).toContain('"ok":true');
      expect(await requestWith(two, user.token)).toEqual([401, reason, 401]);
    },
  );

  test('me shows at one instance what was changed at the other before the request', async () => {
    const user = await signUpUser(two);
    const change = `mutation ($name: String) { updateProfile(input: { fullName: $name }) { ok } }`;
    for (let round = 0; round < 20; round += 1) {
      await sendGraphql(two.url, '{ me { fullName } }', { token: user.token });
      const fullName = `Name ${round}`;
      await sendGraphql(one.url, change, { token: user.token, variables: { name: fullName } });

      const me = await sendGraphql(two.url, '{ me { fullName } }', { token: user.token });

      expect(valueAt(me.body, 'data', 'me', 'fullName')).toBe(fullName);
    }
  });

  test('a logout at one instance takes effect at the other', async () => {
    const user = await signUpUser(one);

    await sendGraphql(one.url, 'mutation { logout { ok } }', { token: user.token });

    expect(await requestWith(two, user.token)).toEqual([401, 'SESSION_REVOKED', 401]);
  });

  test('a promotion takes effect immediately at the other instance, and a demotion ends the sessions there', async () => {
    const user = await signUpUser(two);

    await asAdmin(one, setUserRole, { id: user.id, role: 'SUPPORT' });
    expect(await requestWith(two, user.token)).toEqual([200, 'SUPPORT', 200]);
    expect((await sendGraphql(two.url, '{ users { totalCount } }', { token: user.token })).status).toBe(200);

    await asAdmin(one, setUserRole, { id: user.id, role: 'USER' });
    const refused = await sendGraphql(two.url, '{ users { totalCount } }', { token: user.token });

    expect(refused.status).toBe(401);
    expect(valueAt(refused.body, 'data')).toBeUndefined();
  });

  test('one refresh token sent to both instances concurrently has one successor', async () => {
    const user = await signUpUser(one);
    const refresh = `mutation ($token: String) { refreshToken(input: { refreshToken: $token }) { ok tokens { refreshToken } } }`;

    const answers = await Promise.all(
      [one, two, one, two].map(({ url }) =>
        sendGraphql(url, refresh, { variables: { token: user.refreshToken } }),
      ),
    );

    const successors = answers.map((answer) =>
      stringAt(answer, 'data', 'refreshToken', 'tokens', 'refreshToken'),
    );
    expect(new Set(successors).size).toBe(1);
  });

  test('two administrators who demote each other concurrently at two instances leave one', async () => {
    for (let round = 0; round < 5; round += 1) {
      const other = await signUpUser(one);
      await asAdmin(one, setUserRole, { id: other.id, role: 'ADMIN' });

      const [mine, theirs] = await Promise.all([
        asAdmin(one, setUserRole, { id: other.id, role: 'USER' }),
        sendGraphql(two.url, setUserRole, { token: other.token, variables: { id: admin.id, role: 'USER' } }),
      ]);

      const administrators = await queryServerDatabase(installation.databaseUrl ?? '', (query) =>
        query(`SELECT id FROM users WHERE role = 'ADMIN' AND deleted_at IS NULL`),
      );
      expect(administrators).toHaveLength(1);
      expect([mine, theirs].filter(({ text }) => text.includes('"ok":true'))).toHaveLength(1);
      if (administrators[0]?.['id'] === other.id) admin = other;
    }
  });

  test('instances that start together, and one that is killed, do not disturb others', async () => {
    const user = await signUpUser(one);

    const more = await Promise.all([installation.start(), installation.start(), installation.start()]);
    const [first, ...rest] = more;
    await first?.kill();

    for (const server of rest) expect(await requestWith(server, user.token)).toEqual([200, 'USER', 200]);
    expect(await requestWith(one, user.token)).toEqual([200, 'USER', 200]);
    for (const server of rest) await server.stop();
  });

  test('after endAllSessions at one instance, everyone is refused by the next request at both', async () => {
    const user = await signUpUser(two);
    const everyone = [user.token, admin.token];
    for (const token of everyone) expect((await requestWith(two, token))[0]).toBe(200);

    const done = await asAdmin(one, 'mutation { endAllSessions(reason: "a test") { ok } }');

    expect(done.text).toContain('"ok":true');
    for (const server of [two, one]) {
      for (const token of everyone) {
        expect(await requestWith(server, token)).toEqual([401, 'SESSION_REVOKED', 401]);
      }
    }
  });
});
