import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { queryServerDatabase } from '../helpers/database-snapshot.js';
import { sendGraphql, valueAt } from '../helpers/http-client.js';
import { createFirstAdministrator, type SignedInUser, signIn, signUp } from '../helpers/sign-in.js';
import { createInstallation, type Installation, type ServerProcess } from '../helpers/spawn-server.js';
import { describeOnPostgres } from '../helpers/test-database.js';

/**
 * Three servers on one Postgres: a revocation at one takes effect at the others with the next request.
 */

describeOnPostgres('three instances', () => {
  let installation: Installation;
  let one: ServerProcess;
  let others: readonly ServerProcess[];
  let userCount = 0;

  beforeAll(async () => {
    installation = await createInstallation();
    one = await installation.start();
    others = [await installation.start(), await installation.start()];
    await createFirstAdministrator(one);
  });
  afterAll(() => installation.close());

  const sql = (statement: string) =>
    queryServerDatabase(installation.databaseUrl ?? '', (query) => query(statement));
  const terminateListeners = () =>
    sql(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'cordon notices'`,
    );

  async function roleOrReason(server: ServerProcess, token: string): Promise<unknown> {
    const { body } = await sendGraphql(server.url, '{ me { role } }', { token });
    return valueAt(body, 'data', 'me', 'role') ?? valueAt(body, 'errors', 0, 'extensions', 'reason');
  }

  async function perform(
    token: string,
    query: string,
    variables: Record<string, unknown> = {},
  ): Promise<void> {
    const { text } = await sendGraphql(one.url, query, { token, variables });
    expect(text).toContain('"ok":true');
  }

  const setRole = `mutation ($id: ID!, $role: Role!) { setUserRole(input: { id: $id, role: $role, reason: "a test" }) { ok } }`;

  interface Change {
    readonly prepare?: (admin: SignedInUser, user: SignedInUser) => Promise<void>;
    readonly change: (admin: SignedInUser, user: SignedInUser) => Promise<void>;
    readonly reason: string;
  }

  const changes: Readonly<Record<string, Change>> = {
    'a disablement': {
      change: ({ accessToken: token }, { id }) =>
        perform(token, `mutation ($id: ID!) { disableUser(input: { id: $id, reason: "a test" }) { ok } }`, {
          id,
        }),
      reason: 'ACCOUNT_DISABLED',
    },
    'a demotion': {
      prepare: ({ accessToken: token }, { id }) => perform(token, setRole, { id, role: 'SUPPORT' }),
      change: ({ accessToken: token }, { id }) => perform(token, setRole, { id, role: 'USER' }),
      reason: 'SESSION_REVOKED',
    },
    'a reset': {
      change: ({ accessToken: token }, { id }) =>
        perform(token, 'mutation ($id: ID!) { resetUserPassword(id: $id) { ok } }', { id }),
      reason: 'SESSION_REVOKED',
    },
    'a logout': {
      change: (_admin, { accessToken: token }) => perform(token, 'mutation { logout { ok } }'),
      reason: 'SESSION_REVOKED',
    },
    'a line of SQL': {
      change: async (_admin, { id }) => {
        await sql(`UPDATE users SET security_epoch = security_epoch + 1 WHERE id = '${id}'`);
      },
      reason: 'EPOCH_STALE',
    },
    'a revoked key': {
      change: async ({ accessToken: token }) => {
        const { body } = await sendGraphql(one.url, '{ signingKeys { kid status } }', { token });
        const keys = valueAt(body, 'data', 'signingKeys');
        const active = Array.isArray(keys)
          ? keys.find((key: unknown) => valueAt(key, 'status') === 'ACTIVE')
          : null;
        const query = 'mutation ($kid: String!) { revokeSigningKey(kid: $kid, reason: "a test") { ok } }';
        await perform(token, query, { kid: valueAt(active, 'kid') });
      },
      reason: 'TOKEN_INVALID',
    },
  };

  async function statusAfter(
    { prepare, change }: Change,
    beforeChange: () => Promise<unknown>,
  ): Promise<readonly unknown[]> {
    userCount += 1;
    // A key revoked by the test before has ended the session of the administrator too.
    const admin = await signIn(one, 'admin');
    const user = await signUp(one, `person${userCount}`);
    await prepare?.(admin, user);
    for (const server of others) expect(await roleOrReason(server, user.accessToken)).toMatch(/USER|SUPPORT/);

    await beforeChange();
    await change(admin, user);

    return Promise.all(others.map((server) => roleOrReason(server, user.accessToken)));
  }

  describe.each(Object.entries(changes))('%s at one', (_what, change) => {
    test('is rejected by the next request at the other instances', async () => {
      expect(await statusAfter(change, async () => {})).toEqual([change.reason, change.reason]);
    });

    test('is rejected by the next request at the other instances even if their listeners were just disconnected', async () => {
      expect(await statusAfter(change, terminateListeners)).toEqual([change.reason, change.reason]);
    });
  });

  test('a logout takes effect at every instance with its response, in 50 of 50 rounds', async () => {
    const servers = [one, ...others];
    for (let round = 0; round < 50; round += 1) {
      const { accessToken: token } = await signIn(one, 'admin');
      expect(await Promise.all(servers.map((server) => roleOrReason(server, token)))).toEqual(
        servers.map(() => 'ADMIN'),
      );

      await perform(token, 'mutation { logout { ok } }');

      expect(await Promise.all(servers.map((server) => roleOrReason(server, token)))).toEqual(
        servers.map(() => 'SESSION_REVOKED'),
      );
    }
  });

  test('a cached session extends neither the lifetime of its token nor that of another token', async () => {
    const user = await signUp(one, 'zoe');
    const [server = one] = others;
    expect(await roleOrReason(server, user.accessToken)).toBe('USER');

    const forged = user.accessToken.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));

    expect(await roleOrReason(server, forged)).toMatch(/TOKEN_/);
  });
});
