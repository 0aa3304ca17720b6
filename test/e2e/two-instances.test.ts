import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { queryServer } from '../helpers/database-snapshot.js';
import { ask, at, type HttpAnswer, send, textAt } from '../helpers/http-client.js';
import { type CordonProcess, createInstallation, type Installation } from '../helpers/spawn-server.js';
import { describeOnServer } from '../helpers/test-database.js';

/** Two servers, one Postgres: what one of them decides, the other keeps from the next request on. */

const password = 'seventeen green herons';
const acceptInvitation = `mutation ($input: AcceptInvitationInput!) {
  acceptInvitation(input: $input) { ok userErrors { code } tokens { accessToken } user { id } }
}`;
const setUserRole = `mutation ($id: ID!, $role: Role!) {
  setUserRole(input: { id: $id, role: $role, reason: "a test" }) { ok userErrors { code } }
}`;

interface SignedIn {
  readonly id: string;
  readonly token: string;
  readonly refreshToken: string;
}

describeOnServer('two instances', () => {
  let installation: Installation;
  let one: CordonProcess;
  let two: CordonProcess;
  let admin: SignedIn;
  let people = 0;

  beforeAll(async () => {
    installation = await createInstallation();
    // At once, on a database without one table: one of them migrates and makes the keys, both serve.
    [one, two] = await Promise.all([installation.start(), installation.start()]);
    admin = await firstAdministrator();
  }, 120_000);

  afterAll(() => installation.close());

  /** Both setup links are followed at once, at two instances. */
  async function firstAdministrator(): Promise<SignedIn> {
    const answers = await Promise.all(
      [one, two].map((server, place) =>
        ask(server.url, acceptInvitation, {
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
    const winners = answers.filter((answer) => at(answer.body, 'data', 'acceptInvitation', 'ok') === true);
    const [winner] = winners;
    if (winner === undefined || winners.length > 1) {
      throw new Error(`not one administrator: ${answers.map(({ text }) => text).join('\n')}`);
    }
    return {
      id: textAt(winner, 'data', 'acceptInvitation', 'user', 'id'),
      token: textAt(winner, 'data', 'acceptInvitation', 'tokens', 'accessToken'),
      refreshToken: '',
    };
  }

  async function somebody(server: CordonProcess): Promise<SignedIn> {
    people += 1;
    const answer = await ask(
      server.url,
      `mutation ($input: SignUpInput!) { signUp(input: $input) { tokens { accessToken refreshToken } user { id } } }`,
      { variables: { input: { username: `p${people}`, email: `p${people}@example.com`, password } } },
    );
    return {
      id: textAt(answer, 'data', 'signUp', 'user', 'id'),
      token: textAt(answer, 'data', 'signUp', 'tokens', 'accessToken'),
      refreshToken: textAt(answer, 'data', 'signUp', 'tokens', 'refreshToken'),
    };
  }

  const asAdmin = (server: CordonProcess, query: string, variables = {}): Promise<HttpAnswer> =>
    ask(server.url, query, { variables, token: admin.token });

  /** What the next request with this token is told: by `me`, and by /userinfo. */
  async function told(server: CordonProcess, token: string): Promise<readonly unknown[]> {
    const me = await ask(server.url, '{ me { role } }', { token });
    const userInfo = await send(`${server.url}/userinfo`, { headers: { authorization: `Bearer ${token}` } });
    const reason = at(me.body, 'errors', 0, 'extensions', 'reason');
    return [me.status, reason ?? at(me.body, 'data', 'me', 'role'), userInfo.status];
  }

  test('two setup links followed at once at two instances made one administrator', async () => {
    const { rows } = await queryServer(installation.databaseUrl ?? '', async (query) => ({
      rows: await query('SELECT role FROM users'),
    }));

    expect(rows).toEqual([{ role: 'ADMIN' }]);
  });

  test('a token of one instance is good at the other, by one set of keys', async () => {
    const person = await somebody(one);

    expect(await told(two, person.token)).toEqual([200, 'USER', 200]);

    const [keysOfOne, keysOfTwo] = await Promise.all(
      [one, two].map(({ url }) => send(`${url}/.well-known/jwks.json`)),
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
      const person = await somebody(two);
      expect(await told(two, person.token)).toEqual([200, 'USER', 200]);

      const done = await asAdmin(one, operation, { id: person.id });

      expect(done.text).toContain('"ok":true');
      expect(await told(two, person.token)).toEqual([401, reason, 401]);
    },
  );

  test('who logs out at one instance is out at the other', async () => {
    const person = await somebody(one);

    await ask(one.url, 'mutation { logout { ok } }', { token: person.token });

    expect(await told(two, person.token)).toEqual([401, 'SESSION_REVOKED', 401]);
  });

  test('a promotion counts at once at the other instance, and a demotion ends what was open there', async () => {
    const person = await somebody(two);

    await asAdmin(one, setUserRole, { id: person.id, role: 'SUPPORT' });
    expect(await told(two, person.token)).toEqual([200, 'SUPPORT', 200]);
    expect((await ask(two.url, '{ users { totalCount } }', { token: person.token })).status).toBe(200);

    await asAdmin(one, setUserRole, { id: person.id, role: 'USER' });
    const refused = await ask(two.url, '{ users { totalCount } }', { token: person.token });

    expect(refused.status).toBe(401);
    expect(at(refused.body, 'data')).toBeUndefined();
  });

  test('one refresh token sent to both instances at once gives one successor', async () => {
    const person = await somebody(one);
    const refresh = `mutation ($token: String) { refreshToken(input: { refreshToken: $token }) { ok tokens { refreshToken } } }`;

    const answers = await Promise.all(
      [one, two, one, two].map(({ url }) => ask(url, refresh, { variables: { token: person.refreshToken } })),
    );

    const successors = answers.map((answer) =>
      textAt(answer, 'data', 'refreshToken', 'tokens', 'refreshToken'),
    );
    expect(new Set(successors).size).toBe(1);
  });

  test('two administrators who demote each other at once through two instances leave one', async () => {
    for (let round = 0; round < 5; round += 1) {
      const other = await somebody(one);
      await asAdmin(one, setUserRole, { id: other.id, role: 'ADMIN' });

      const [mine, theirs] = await Promise.all([
        asAdmin(one, setUserRole, { id: other.id, role: 'USER' }),
        ask(two.url, setUserRole, { token: other.token, variables: { id: admin.id, role: 'USER' } }),
      ]);

      const administrators = await queryServer(installation.databaseUrl ?? '', (query) =>
        query(`SELECT id FROM users WHERE role = 'ADMIN' AND deleted_at IS NULL`),
      );
      expect(administrators).toHaveLength(1);
      expect([mine, theirs].filter(({ text }) => text.includes('"ok":true'))).toHaveLength(1);
      if (administrators[0]?.['id'] === other.id) admin = other;
    }
  });

  test('further instances that start together, and one that dies, disturb nobody', async () => {
    const person = await somebody(one);

    const more = await Promise.all([installation.start(), installation.start(), installation.start()]);
    const [first, ...rest] = more;
    await first?.kill();

    for (const server of rest) expect(await told(server, person.token)).toEqual([200, 'USER', 200]);
    expect(await told(one, person.token)).toEqual([200, 'USER', 200]);
    for (const server of rest) await server.stop();
  }, 90_000);
});
