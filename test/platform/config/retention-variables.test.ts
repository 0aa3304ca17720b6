import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  createTestInstallation,
  type Environment,
  type TestInstallation,
} from '../../helpers/create-test-server.js';
import { sendGraphql } from '../../helpers/http-client.js';
import { createFirstAdministrator, type SignedInUser } from '../../helpers/sign-in.js';

/** The settings in a whole server: what has ended is 36 hours old. */

let installation: TestInstallation;
let admin: SignedInUser;

beforeAll(async () => {
  installation = await createTestInstallation();
  const server = await installation.start();
  admin = await createFirstAdministrator(server);
  const invite = 'mutation { createUser(input: { username: "ann", email: "ann@example.com" }) { ok } }';
  await sendGraphql(server.url, invite, { token: admin.accessToken });
  await server.sql(`INSERT INTO sessions SELECT (jsonb_populate_record(s, jsonb_build_object('id', gen_random_uuid(),
    'created_at', now() - interval '9 days', 'expires_at', now() - interval '36 hours'))).* FROM sessions s`);
  await server.sql(`UPDATE sessions SET created_at = now() - interval '9 days' WHERE expires_at > now()`);
  await server.sql(`UPDATE one_time_tokens SET expires_at = now() - interval '36 hours'`);
  await server.sql(`INSERT INTO rate_limits (key, points, expire)
    VALUES ('ended', 1, (extract(epoch FROM now() - interval '36 hours') * 1000)::bigint)`);
  await server.stop();
});
afterAll(() => installation.close());

test('each setting decides how long its rows are kept, and a session that is in use stays', async () => {
  const keptAfterSweep = async (environment: Environment): Promise<unknown> => {
    const server = await installation.start(environment);
    await server.server.app.sweep();
    const [kept] = await server.sql(`SELECT
      (SELECT count(*)::int FROM sessions WHERE expires_at < now()) AS "endedSessions",
      (SELECT count(*)::int FROM sessions WHERE expires_at > now()) AS sessions,
      (SELECT count(*)::int FROM one_time_tokens WHERE purpose = 'INVITATION') AS links,
      (SELECT count(*)::int FROM rate_limits WHERE key = 'ended') AS counters`);
    const me = await sendGraphql(server.url, '{ me { username } }', { token: admin.accessToken });
    expect(me.text).toContain('"admin"');
    await server.stop();
    return kept;
  };

  const all = { endedSessions: 1, sessions: 1, links: 1, counters: 1 };
  expect(await keptAfterSweep({ CORDON_COUNTER_RETENTION_DAYS: '2' })).toEqual(all);
  const shortest = { CORDON_SESSION_RETENTION_DAYS: '1', CORDON_LINK_RETENTION_DAYS: '1' };
  expect(await keptAfterSweep(shortest)).toEqual({ endedSessions: 0, sessions: 1, links: 0, counters: 0 });
});
