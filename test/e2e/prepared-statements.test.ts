import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { createTestServer, type TestServer } from '../helpers/create-test-server.js';
import { sendGraphql, stringAt } from '../helpers/http-client.js';
import { createFirstAdministrator, goodPassword, login, type SignedInUser } from '../helpers/sign-in.js';
import { describeOnPostgres } from '../helpers/test-database.js';

describeOnPostgres('the statements that a connection has prepared', () => {
  let server: TestServer;
  let admin: SignedInUser;
  beforeAll(async () => {
    // All requests have the session of the one connection.
    server = await createTestServer({ CORDON_DATABASE_POOL_SIZE: '1' });
    admin = await createFirstAdministrator(server);
  });
  afterAll(() => server.close());

  async function prepared(): Promise<readonly string[]> {
    const rows: { readonly statement: string }[] = await server.server.app.database.dataSource.query(
      'SELECT statement FROM pg_prepared_statements ORDER BY 1',
    );
    return rows.map(({ statement }) => statement);
  }

  const send = (query: string): Promise<unknown> =>
    sendGraphql(server.url, query, { token: admin.accessToken });

  test('are those of sessions, refreshes and counters, whatever a client asks for', async () => {
    const response = await login(server, 'admin', goodPassword);
    const token = stringAt(response, 'data', 'login', 'tokens', 'refreshToken');
    await sendGraphql(
      server.url,
      'mutation ($token: String!) { refreshToken(input: { refreshToken: $token }) { userErrors { code } } }',
      { variables: { token } },
    );
    await send('{ me { id } }');

    const statements = await prepared();

    for (const part of [
      'FROM sessions JOIN users',
      'FROM refresh_tokens token',
      'guess_counters',
      'UPDATE sessions',
    ])
      expect(statements).toContainEqual(expect.stringContaining(part));
    for (let first = 1; first < 10; first += 1) {
      await send(`{ users(first: ${first}, filter: { search: "u${first}" }) { nodes { id } totalCount } }`);
      await send(
        `{ auditEvents(first: ${first}) { nodes { id } } sessions(first: ${first}) { nodes { id } } }`,
      );
    }
    expect(await prepared()).toEqual(statements);
  });

  test('are given up with one warning in the log when the connection has lost them', async () => {
    const warn = jest.spyOn(server.server.log, 'warn');
    await login(server, 'admin', goodPassword);
    await server.sql('DEALLOCATE ALL');

    const responses = [
      await login(server, 'admin', goodPassword),
      await login(server, 'admin', goodPassword),
    ];

    for (const response of responses) stringAt(response, 'data', 'login', 'tokens', 'refreshToken');
    expect(await prepared()).toEqual([]);
    expect(warn.mock.calls).toEqual([
      [{ code: '26000' }, 'no more statements are prepared until this server is restarted'],
    ]);
  });
});
