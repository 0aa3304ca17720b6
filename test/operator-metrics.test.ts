import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { version } from '../src/version.js';
import { createTestServer, type TestServer } from './helpers/create-test-server.js';
import { eventually } from './helpers/eventually.js';
import { sendGraphql, stringAt } from './helpers/http-client.js';
import { repositoryRoot } from './helpers/run-program.js';
import { createFirstAdministrator, goodPassword, login, type SignedInUser } from './helpers/sign-in.js';

let server: TestServer;
let admin: SignedInUser;

beforeAll(async () => {
  server = await createTestServer();
  admin = await createFirstAdministrator(server);
});
afterAll(() => server.close());

/** Returns the samples of a scrape by name with labels. */
async function scrape(): Promise<ReadonlyMap<string, number>> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  return new Map(
    text
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}

async function metricNames(): Promise<ReadonlySet<string>> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  return new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name));
}

async function increaseOf(sample: string, work: () => Promise<unknown>): Promise<number> {
  const before = (await scrape()).get(sample) ?? 0;
  await work();
  return ((await scrape()).get(sample) ?? 0) - before;
}

const refresh = (refreshToken: string) =>
  sendGraphql(
    server.url,
    'mutation ($input: RefreshInput!) { refreshToken(input: $input) { ok tokens { refreshToken } } }',
    { variables: { input: { refreshToken } } },
  );

test('logins are counted by their outcome', async () => {
  const loginAs = (password: string) => () => login(server, 'admin', password);

  expect(await increaseOf('cordon_logins_total{outcome="SUCCESS"}', loginAs(goodPassword))).toBe(1);
  const wrong = loginAs('not the password at all');
  expect(await increaseOf('cordon_logins_total{outcome="INVALID_CREDENTIALS"}', wrong)).toBe(1);
});

test('refreshes are counted by their outcome, reuse included', async () => {
  const signedIn = await sendGraphql(
    server.url,
    'mutation ($input: LoginInput!) { login(input: $input) { tokens { refreshToken } } }',
    { variables: { input: { username: 'admin', password: goodPassword } } },
  );
  const first = stringAt(signedIn, 'data', 'login', 'tokens', 'refreshToken');
  let second = '';

  expect(
    await increaseOf('cordon_refreshes_total{outcome="SUCCESS"}', async () => {
      second = stringAt(await refresh(first), 'data', 'refreshToken', 'tokens', 'refreshToken');
    }),
  ).toBe(1);
  // The successor was used, so the first token is reused.
  await refresh(second);
  expect(
    await increaseOf('cordon_refreshes_total{outcome="REFRESH_TOKEN_REUSED"}', () => refresh(first)),
  ).toBe(1);
});

test('a scrape has the state of queues, pool, notifications, sessions, sockets, audit log and build', async () => {
  // A scrape does without what takes too long to read.
  const samples = await eventually(async () => {
    const found = await scrape();
    expect([...found.keys()]).toEqual(
      expect.arrayContaining(['cordon_sessions_active', 'cordon_audit_head_sequence']),
    );
    return found;
  });

  expect(samples.get(`cordon_build_info{version="${version}",node_version="${process.version}"}`)).toBe(1);
  expect(samples.get('cordon_notification_listener_up')).toBe(1);
  for (const name of ['hashing_running', 'hashing_waiting', 'database_requests_waiting', 'websockets_open'])
    expect([name, samples.get(`cordon_${name}`)]).toEqual([name, 0]);
  for (const name of [
    'sessions_active',
    'audit_head_sequence',
    'database_connections_max',
    'database_connections_open',
    'http_connections_open',
  ])
    expect([name, (samples.get(`cordon_${name}`) ?? 0) > 0]).toEqual([name, true]);
});

describe('the metrics that', () => {
  const read = (file: string) => readFileSync(`${repositoryRoot}${file}`, 'utf8');
  /** The names in a text, those of the series of a histogram without their suffix. */
  const namesIn = (text: string) =>
    new Set(
      [...text.matchAll(/\bcordon_[a-z_]+\b/g)].map(([name]) =>
        name.replace(/(_seconds)_(bucket|count|sum)$/, '$1'),
      ),
    );
  const dashboard = read('docs/monitoring/dashboard.json');
  const rules = read('docs/monitoring/alerts.yml');
  const page = /## Health, metrics and logs\n(.*?)\n## /s.exec(read('docs/operations.md'))?.[1] ?? '';

  test.each([
    ['the dashboard', dashboard],
    ['the alert rules', rules],
    ['the documentation', page],
  ])('%s names exist', async (_what, text) => {
    const existing = await metricNames();

    expect(namesIn(text).size).toBeGreaterThan(5);
    expect([...namesIn(text)].filter((name) => !existing.has(name))).toEqual([]);
  });

  test('exist are documented and on the dashboard', async () => {
    const own = [...(await metricNames())].filter((name) => name.startsWith('cordon_'));

    expect(own.filter((name) => !namesIn(page).has(name))).toEqual([]);
    expect(own.filter((name) => !namesIn(dashboard).has(name))).toEqual([]);
  });
});

test('the log line of a request names the operation, the user, the session and the address', async () => {
  const info = jest.spyOn(server.server.log, 'info');

  await sendGraphql(server.url, 'query WhoAmI { me { id } }', { token: admin.accessToken });
  await fetch(`${server.url}/userinfo`, { headers: { authorization: `Bearer ${admin.accessToken}` } });

  const lines = info.mock.calls.map(([fields]) => fields as object);
  info.mockRestore();
  const caller = { userId: admin.id, sessionId: expect.any(String), address: '127.0.0.1' };
  expect(lines).toContainEqual(
    expect.objectContaining({ route: '/graphql', operationName: 'WhoAmI', ...caller }),
  );
  expect(lines).toContainEqual(expect.objectContaining({ route: '/userinfo', ...caller }));
});
