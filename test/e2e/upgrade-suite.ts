import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { afterEach, expect, test } from '@jest/globals';
import pg from 'pg';
import { readConfig } from '../../src/platform/config/index.js';
import { createServer } from '../../src/server.js';
import { sendGraphql, valueAt } from '../helpers/http-client.js';
import { runCordon } from '../helpers/run-cordon.js';
import { createEmptyDatabase, testDatabaseUrl } from '../helpers/test-database.js';

/**
 * Databases of earlier states of the schema are migrated, and nothing in them is lost. Each fixture is a dump
 * (pg_dump --inserts) of a database on which a server of that time has worked: an administrator `root`,
 * `ada` who became SUPPORT, `bob` who was disabled, `eve` who was deleted, and the invited `guest`. They are
 * never changed; a migration adds one.
 */

const folder = new URL('upgrade-fixtures/', import.meta.url);
const fixtures = readdirSync(folder);

/** The fixtures contain nothing but test data, so their secrets are public. */
const fixtureSecrets = {
  masterKey: 'qhLeXNzTaEaS/J8dS0lMdGVvVZfxHovjzqNaBg5EMcU=',
  password: 'seventeen green herons',
  refreshToken: 'cordon_refresh_MKaFFtxNp98YJ_DlcA0RYU9sPfY_J0f3-6Idm9YxpXQ',
  invitation: 'cordon_invite_IUpIIPxxKEZYq2tUWzv5ikFuSFFDHYsiMXs7uOBh174',
};

/** Sessions and links of the fixture have expired long ago. */
const unexpire = `
  UPDATE public.sessions SET expires_at = now() + interval '1 hour', absolute_expires_at = now() + interval '1 day';
  UPDATE public.one_time_tokens SET expires_at = now() + interval '1 day';`;

const cleanUps: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

/** Restores a dump into an empty database; returns the environment of a server on it. */
async function restore(fixture: string, isEmbedded: boolean): Promise<Readonly<Record<string, string>>> {
  const sql = readFileSync(new URL(fixture, folder), 'utf8') + unexpire;
  const dataFolder = mkdtempSync(join(tmpdir(), 'cordon-upgrade-'));
  cleanUps.push(() => rmSync(dataFolder, { recursive: true, force: true }));
  const environment = {
    PORT: '0',
    CORDON_DATA_DIR: dataFolder,
    CORDON_MASTER_KEY: fixtureSecrets.masterKey,
    CORDON_BCRYPT_COST: '4',
    LOG_LEVEL: 'silent',
  };
  if (isEmbedded || testDatabaseUrl === null) {
    const path = join(dataFolder, 'database');
    mkdirSync(path);
    const database = await PGlite.create(path);
    await database.exec(sql);
    await database.close();
    return environment;
  }
  const database = await createEmptyDatabase(testDatabaseUrl);
  cleanUps.push(() => database.drop());
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(sql);
  await client.end();
  return { ...environment, DATABASE_URL: database.url };
}

/** Declares the tests on the embedded database, or on that of the test run. */
export function testUpgrades(isEmbedded: boolean): void {
  test.each(fixtures)(
    '%s: users, sessions, links and the audit log survive the migrations',
    async (fixture) => {
      const environment = await restore(fixture, isEmbedded);
      const server = createServer(readConfig(environment));
      const { url } = await server.start();
      const mutate = async (
        field: string,
        type: string,
        selection: string,
        input: object,
      ): Promise<unknown> => {
        const query = `mutation ($input: ${type}!) { ${field}(input: $input) { ${selection} userErrors { code } } }`;
        return valueAt((await sendGraphql(url, query, { variables: { input } })).body, 'data', field);
      };
      const login = (username: string): Promise<unknown> =>
        mutate('login', 'LoginInput', 'user { role } tokens { accessToken }', {
          username,
          password: fixtureSecrets.password,
        });

      const root = await login('root');
      const token = String(valueAt(root, 'tokens', 'accessToken'));
      const users =
        '{ users(orderBy: { field: USERNAME, direction: ASC }) { nodes { username role status } } }';

      expect(valueAt((await sendGraphql(url, users, { token })).body, 'data', 'users', 'nodes')).toEqual([
        { username: 'ada', role: 'SUPPORT', status: 'ACTIVE' },
        { username: 'bob', role: 'USER', status: 'DISABLED' },
        { username: 'guest', role: 'USER', status: 'INVITED' },
        { username: 'root', role: 'ADMIN', status: 'ACTIVE' },
      ]);
      expect(await login('ada')).toMatchObject({ user: { role: 'SUPPORT' } });
      expect(await login('bob')).toMatchObject({ tokens: null, userErrors: [{ code: 'ACCOUNT_DISABLED' }] });
      // A promotion does not end a session: the refresh token from before still works.
      const { refreshToken, invitation, password } = fixtureSecrets;
      expect(
        await mutate('refreshToken', 'RefreshInput', 'tokens { accessToken }', { refreshToken }),
      ).toMatchObject({ tokens: { accessToken: expect.any(String) }, userErrors: [] });
      expect(
        await mutate('acceptInvitation', 'AcceptInvitationInput', 'user { username }', {
          token: invitation,
          password,
        }),
      ).toMatchObject({ user: { username: 'guest' }, userErrors: [] });
      await server.stop();
      const verified = await runCordon(['audit', 'verify'], environment);
      expect(verified.stdout).toContain('The audit log is intact');
    },
  );
}
