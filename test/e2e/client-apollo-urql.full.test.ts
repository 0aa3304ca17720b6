import { setTimeout as wait } from 'node:timers/promises';
import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { type CordonClient, createCordonClient, meDocument } from '@cordon/client';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Client, fetchExchange } from '@urql/core';
import { createInstallation, type Installation, type ServerProcess } from '../helpers/spawn-server.js';
import { createStaticPageServer, type StaticPageServer } from '../helpers/static-page-server.js';

/** Apollo Client and urql with cordon/client at the built server. */

const password = 'seventeen green herons';
const tokenSeconds = 600;
/** How far the clock of the clients is ahead: they believe that a token has expired. */
let ahead = 0;
const clock = { now: () => Date.now() + ahead, sleep: (milliseconds: number) => wait(milliseconds) };
const expireTokens = (): void => {
  ahead += tokenSeconds * 1000;
};

let installation: Installation;
let server: ServerProcess;
let pageServer: StaticPageServer;
let endpoint: string;
let client: CordonClient;
let sessionIds: (string | null)[];

beforeAll(async () => {
  installation = await createInstallation({
    environment: { CORDON_ACCESS_TOKEN_TTL_SECONDS: String(tokenSeconds) },
  });
  server = await installation.start();
  pageServer = await createStaticPageServer(server.url);
  endpoint = `${pageServer.origin}/graphql`;
  const opened = await createCordonClient({ endpoint }).signUp({
    username: 'ada',
    email: 'ada@example.com',
    password,
  });
  expect(opened).toMatchObject({ ok: true, user: { username: 'ada', role: 'USER' } });
});

afterAll(async () => {
  await pageServer.close();
  await installation.close();
});

beforeEach(async () => {
  client = createCordonClient({ endpoint, clock });
  sessionIds = [];
  client.onSession((sessionId) => sessionIds.push(sessionId));
  expect(await client.login({ username: 'ada', password })).toMatchObject({ ok: true, status: 'COMPLETE' });
});

afterEach(() => client.close());

test('Apollo Client: parallel requests after expiry cause one refresh and all succeed', async () => {
  const apollo = new ApolloClient({
    link: new HttpLink({ uri: endpoint, fetch: client.fetch }),
    cache: new InMemoryCache(),
  });
  const names = async (): Promise<unknown[]> => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, place) =>
        apollo.query({ query: gql(`query Me${place} { me { username } }`), fetchPolicy: 'network-only' }),
      ),
    );
    return [...new Set(answers.map(({ data }) => JSON.stringify(data)))].map((data) => JSON.parse(data));
  };
  const before = pageServer.refreshCount();

  for (let expiry = 1; expiry <= 2; expiry += 1) {
    expireTokens();
    expect(await names()).toMatchObject([{ me: { username: 'ada' } }]);
    expect(pageServer.refreshCount() - before).toBe(expiry);
  }
  expect(sessionIds).toHaveLength(1);
});

test('urql: parallel requests after expiry cause one refresh and all succeed', async () => {
  // As printed in the documentation: urql sends queries with GET.
  const urql = new Client({ url: endpoint, fetch: client.fetch, exchanges: [fetchExchange] });
  const before = pageServer.refreshCount();
  expireTokens();

  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, place) =>
      urql.query(`query Me${place} { me { username } }`, {}).toPromise(),
    ),
  );

  expect(new Set(answers.map(({ data }) => data?.me?.username))).toEqual(new Set(['ada']));
  expect(pageServer.refreshCount() - before).toBe(1);
});

test('with a slow client clock a request is rejected, refreshed once and then accepted', async () => {
  const shortLived = await createInstallation({ environment: { CORDON_ACCESS_TOKEN_TTL_SECONDS: '2' } });
  const { url } = await shortLived.start();
  const pages = await createStaticPageServer(url);
  const endpoint = `${pages.origin}/graphql`;
  const untilExpired = (): Promise<void> => wait(2_200);
  const slow = createCordonClient({
    endpoint,
    clock: { now: () => Math.floor(Date.now() / 1000), sleep: (milliseconds) => wait(milliseconds) },
  });
  await slow.signUp({ username: 'ada', email: 'ada@example.com', password });
  const before = pages.refreshCount();
  await untilExpired();

  // By this clock the token is four milliseconds old, too new for a refresh.
  const young = await slow.fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ me { username } }' }),
  });
  expect(young.status).toBe(401);
  expect(pages.refreshCount()).toBe(before);

  let late = Date.now();
  const frozen = createCordonClient({
    endpoint,
    clock: { now: () => late, sleep: (milliseconds) => wait(milliseconds) },
  });
  await frozen.login({ username: 'ada', password });
  late += 1_100;
  await untilExpired();
  const answers = await Promise.all([1, 2, 3].map(() => frozen.send(meDocument, {})));
  expect(answers.map(({ me }) => me?.username)).toEqual(['ada', 'ada', 'ada']);
  expect(pages.refreshCount() - before).toBe(1);
  await pages.close();
  await shortLived.close();
});

test('a sign-out notifies once, clears the user and ends the session at the server', async () => {
  const token = await client.accessToken();

  expect(await client.logout()).toMatchObject({ ok: true, revokedSessions: 1 });

  expect(await client.accessToken()).toBeNull();
  expect(sessionIds).toEqual([expect.any(String), null]);
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: meDocument }),
  });
  expect(await response.json()).toMatchObject({ errors: [{ extensions: { reason: 'SESSION_REVOKED' } }] });
});

test('tabs that refresh at the same time without a lock stay signed in', async () => {
  const items = new Map<string, string>();
  const storage = {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  };
  const open = () => createCordonClient({ endpoint, storage, tabs: null, clock });
  await open().login({ username: 'ada', password });
  const tabs = Array.from({ length: 5 }, open);

  for (let expiry = 1; expiry <= 2; expiry += 1) {
    expireTokens();
    const answers = await Promise.all(tabs.map((tab) => tab.send(meDocument, {})));
    expect(answers.map(({ me }) => me?.username)).toEqual(Array(5).fill('ada'));
  }
});
