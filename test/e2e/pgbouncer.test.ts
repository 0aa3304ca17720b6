import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { queryServerDatabase } from '../helpers/database-snapshot.js';
import { eventually } from '../helpers/eventually.js';
import { sendGraphql, valueAt } from '../helpers/http-client.js';
import { hasPgbouncer, type Pgbouncer, startPgbouncer } from '../helpers/pgbouncer.js';
import { createFirstAdministrator, type SignedInUser, signUp } from '../helpers/sign-in.js';
import { createInstallation, type Installation, type ServerProcess } from '../helpers/spawn-server.js';
import { describeOnPostgres } from '../helpers/test-database.js';

/** Two servers behind a real PgBouncer in transaction mode. */

const describeWithPgbouncer = hasPgbouncer ? describeOnPostgres : describe.skip;

describeWithPgbouncer('two instances behind a pooler in transaction mode', () => {
  let installation: Installation;
  let pooler: Pgbouncer;
  let one: ServerProcess;
  let two: ServerProcess;
  let admin: SignedInUser;

  beforeAll(async () => {
    installation = await createInstallation();
    const direct = installation.databaseUrl ?? '';
    pooler = await startPgbouncer(direct);
    const environment = { DATABASE_URL: pooler.url, CORDON_DATABASE_LISTEN_URL: direct };
    // Both migrate the empty database through the pooler at the same time.
    [one, two] = await Promise.all([installation.start(environment), installation.start(environment)]);
    const setupLink = one.setupLink ?? two.setupLink;
    admin = await createFirstAdministrator({ url: one.url, setupLink });
  });

  afterAll(async () => {
    await installation.close();
    await pooler.close();
  });

  const direct = <Row>(statement: string): Promise<Row> =>
    queryServerDatabase(installation.databaseUrl ?? '', (query) => query(statement) as Promise<Row>);

  test('receive change notifications over a direct connection', async () => {
    await eventually(async () => {
      const [row] = await direct<[{ listeners: string }]>(
        `SELECT count(*) AS listeners FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = 'cordon notices'`,
      );
      expect(Number(row.listeners)).toBe(2);
    });
    for (const { output } of [one, two]) expect(output()).not.toContain('change notifications are not');
  });

  test('leave no lock of the migrations at the pooled connections', async () => {
    const locks = await direct(
      `SELECT l.* FROM pg_locks l JOIN pg_database d ON d.oid = l.database
       WHERE locktype = 'advisory' AND datname = current_database()`,
    );

    expect(locks).toEqual([]);
  });

  test('refuse who was disabled at the other with the next request', async () => {
    for (let round = 0; round < 5; round += 1) {
      const user = await signUp(two, `user${round}`);
      const me = () => sendGraphql(two.url, '{ me { username } }', { token: user.accessToken });
      expect(valueAt((await me()).body, 'data', 'me', 'username')).toBe(`user${round}`);
      await me();

      const disable = `mutation ($id: ID!) { disableUser(input: { id: $id, reason: "a test" }) { ok } }`;
      await sendGraphql(one.url, disable, { token: admin.accessToken, variables: { id: user.id } });

      expect(valueAt((await me()).body, 'errors', 0, 'extensions', 'reason')).toBe('ACCOUNT_DISABLED');
    }
  });

  test('go on when the pooler is busy with more requests than it has connections', async () => {
    const answers = await Promise.all(
      Array.from({ length: 40 }, () =>
        sendGraphql(one.url, '{ users(first: 5) { nodes { username } totalCount } }', {
          token: admin.accessToken,
        }),
      ),
    );

    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  });
});
