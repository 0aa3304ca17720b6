import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { queryServer } from '../helpers/database-snapshot.js';
import { ask, at } from '../helpers/http-client.js';
import { firstAdministrator, type SignedIn, signIn, signUp } from '../helpers/sign-in.js';
import { type CordonProcess, createInstallation, type Installation } from '../helpers/spawn-server.js';
import { describeOnServer } from '../helpers/test-database.js';

/**
 * Three servers on one Postgres: what takes a right away at one counts for the very next request at the others, without a moment's grace.
 */

describeOnServer('three instances', () => {
  let installation: Installation;
  let one: CordonProcess;
  let others: readonly CordonProcess[];
  let people = 0;

  beforeAll(async () => {
    installation = await createInstallation();
    one = await installation.start();
    others = [await installation.start(), await installation.start()];
    await firstAdministrator(one);
  }, 120_000);
  afterAll(() => installation.close());

  const sql = (statement: string) => queryServer(installation.databaseUrl ?? '', (query) => query(statement));
  const cutListeners = () =>
    sql(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'cordon notices'`,
    );

  async function told(server: CordonProcess, token: string): Promise<unknown> {
    const { body } = await ask(server.url, '{ me { role } }', { token });
    return at(body, 'data', 'me', 'role') ?? at(body, 'errors', 0, 'extensions', 'reason');
  }

  async function perform(
    token: string,
    query: string,
    variables: Record<string, unknown> = {},
  ): Promise<void> {
    const { text } = await ask(one.url, query, { token, variables });
    expect(text).toContain('"ok":true');
  }

  const setRole = `mutation ($id: ID!, $role: Role!) { setUserRole(input: { id: $id, role: $role, reason: "a test" }) { ok } }`;

  interface Change {
    readonly prepare?: (admin: SignedIn, person: SignedIn) => Promise<void>;
    readonly change: (admin: SignedIn, person: SignedIn) => Promise<void>;
    readonly reason: string;
  }

  const changes: Readonly<Record<string, Change>> = {
    'a disablement': {
      change: ({ token }, { id }) =>
        perform(token, `mutation ($id: ID!) { disableUser(input: { id: $id, reason: "a test" }) { ok } }`, {
          id,
        }),
      reason: 'ACCOUNT_DISABLED',
    },
    'a demotion': {
      prepare: ({ token }, { id }) => perform(token, setRole, { id, role: 'SUPPORT' }),
      change: ({ token }, { id }) => perform(token, setRole, { id, role: 'USER' }),
      reason: 'SESSION_REVOKED',
    },
    'a reset': {
      change: ({ token }, { id }) =>
        perform(token, 'mutation ($id: ID!) { resetUserPassword(id: $id) { ok } }', { id }),
      reason: 'SESSION_REVOKED',
    },
    'a logout': {
      change: (_admin, { token }) => perform(token, 'mutation { logout { ok } }'),
      reason: 'SESSION_REVOKED',
    },
    'a line of SQL': {
      change: async (_admin, { id }) => {
        await sql(`UPDATE users SET security_epoch = security_epoch + 1 WHERE id = '${id}'`);
      },
      reason: 'EPOCH_STALE',
    },
    'a revoked key': {
      change: async ({ token }) => {
        const { body } = await ask(one.url, '{ signingKeys { kid status } }', { token });
        const keys = at(body, 'data', 'signingKeys');
        const active = Array.isArray(keys)
          ? keys.find((key: unknown) => at(key, 'status') === 'ACTIVE')
          : null;
        const query = 'mutation ($kid: String!) { revokeSigningKey(kid: $kid, reason: "a test") { ok } }';
        await perform(token, query, { kid: at(active, 'kid') });
      },
      reason: 'TOKEN_INVALID',
    },
  };

  async function cutOff(
    { prepare, change }: Change,
    accident: () => Promise<unknown>,
  ): Promise<readonly unknown[]> {
    people += 1;
    // A key revoked in the test before has signed the administrator out too.
    const admin = await signIn(one.url, 'admin');
    const person = await signUp(one.url, `person${people}`);
    await prepare?.(admin, person);
    for (const server of others) expect(await told(server, person.token)).toMatch(/USER|SUPPORT/);

    await accident();
    await change(admin, person);

    return Promise.all(others.map((server) => told(server, person.token)));
  }

  describe.each(Object.entries(changes))('%s at one', (_what, change) => {
    test('is refused by the next request at the others', async () => {
      expect(await cutOff(change, async () => {})).toEqual([change.reason, change.reason]);
    });

    test('is refused by the next request at the others though their listeners are cut right before', async () => {
      expect(await cutOff(change, cutListeners)).toEqual([change.reason, change.reason]);
    });
  });

  test('a logout counts everywhere from its answer on, fifty times of fifty', async () => {
    const servers = [one, ...others];
    for (let round = 0; round < 50; round += 1) {
      const { token } = await signIn(one.url, 'admin');
      expect(await Promise.all(servers.map((server) => told(server, token)))).toEqual(
        servers.map(() => 'ADMIN'),
      );

      await perform(token, 'mutation { logout { ok } }');

      expect(await Promise.all(servers.map((server) => told(server, token)))).toEqual(
        servers.map(() => 'SESSION_REVOKED'),
      );
    }
  }, 90_000);

  test('what a session remembers does not outlive its own token, nor make another good', async () => {
    const person = await signUp(one.url, 'zoe');
    const [server = one] = others;
    expect(await told(server, person.token)).toBe('USER');

    const forged = person.token.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));

    expect(await told(server, forged)).toMatch(/TOKEN_/);
  });
});
