/**
 * Measures what a request costs beside other GraphQL servers: `npm run bench`, with `-- --quick` for a rough
 * result in under a minute. All servers run on one temporary Postgres (or TEST_DATABASE_URL) with the same
 * 1,000 users, in production mode. The rounds of all contestants alternate, so that other load of the machine
 * hits them alike; reported are the medians of the processor time of the server process for one request, and
 * their ratios. Writes bench/results.json. docs/performance.md explains the method.
 */
import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import jsonwebtoken from 'jsonwebtoken';
import pg from 'pg';
import { readOptions } from '../../scripts/read-options.mjs';
import { execute, signInAdministrator } from '../cutoff/clients.mjs';
import { median } from '../median.mjs';
import { withBenchmarkDatabase } from '../pgbench.mjs';
import {
  findFastApi,
  installPeers,
  leaveProcessorToServers,
  peers,
  startCordon,
  startFastApi,
  startPeer,
} from './contestants.mjs';
import { createLoad } from './load.mjs';

const {
  quick = false,
  rounds = quick ? 3 : 9,
  requests = quick ? 300 : 1_000,
  only,
} = readOptions('bench', { quick: null, rounds: 'N', requests: 'N', only: 'TEXT' });

installPeers();
const processors = availableParallelism();
leaveProcessorToServers();

const reference = 'mercurius, mercurius-auth, JIT';
const userCount = 1_000;
const fields = 'id username email fullName role createdAt';

const servers = [];
try {
  await withBenchmarkDatabase({ durable: false }, compare);
} finally {
  await Promise.all(servers.map(({ server }) => server.stop()));
}

async function compare(databaseUrl) {
  await startAll(databaseUrl);
  const results = [];
  for (const table of tables()) {
    const measured = await measure(table);
    results.push(...measured);
    printTable(table, measured);
  }
  const file = fileURLToPath(new URL('../results.json', import.meta.url));
  const environment = { node: process.version, processors, rounds, requests };
  writeFileSync(file, `${JSON.stringify({ environment, results }, null, 2)}\n`);
}

async function startAll(databaseUrl) {
  const cordon = await startCordon(databaseUrl);
  servers.push({ name: 'Cordon on Postgres', server: cordon, workloads: await cordonWorkloads(cordon) });
  await fillUsers(databaseUrl);
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const publicKey = keys.publicKey.export({ type: 'spki', format: 'pem' });
  const { id } = servers[0].workloads;
  const token = jsonwebtoken.sign({ sub: id, role: 'ADMIN' }, keys.privateKey, {
    algorithm: 'ES256',
    expiresIn: '1h',
  });
  for (const [name, file] of Object.entries(peers))
    servers.push({
      name,
      server: await startPeer(file, databaseUrl, publicKey),
      workloads: workloadsOf(token, `users(first: 50) { ${fields} }`),
    });
  const python = findFastApi();
  if (python === undefined) console.log('FastAPI is left out: no Python has it (BENCH_PYTHON)');
  else
    servers.push({
      name: 'FastAPI, uvloop, asyncpg (REST)',
      server: await startFastApi(python, databaseUrl, publicKey),
      workloads: restWorkloads(token),
    });
  const embedded = await startCordon(null);
  servers.push({ name: 'Cordon embedded', server: embedded, workloads: await cordonWorkloads(embedded) });
  await fillEmbedded(embedded, servers.at(-1).workloads.users.token);
  if (only !== undefined)
    for (const entry of servers) entry.isSkipped = !entry.name.includes(only) && entry.name !== reference;
}

async function cordonWorkloads(server) {
  const { id, token } = await signInAdministrator(server.url);
  return { id, ...workloadsOf(token, `users(first: 50) { nodes { ${fields} } }`) };
}

function countOf(text) {
  return text.split('"createdAt"').length - 1;
}

function restWorkloads(token) {
  return {
    me: { token, path: '/me', isComplete: (text) => text.includes('"username"') },
    users: { token, path: '/users?first=50', isComplete: (text) => countOf(text) === 50 },
  };
}

function workloadsOf(token, list) {
  return {
    me: {
      token,
      query: '{ me { id username email role } }',
      isComplete: (text) => text.includes('"username"') && !text.includes('"errors"'),
    },
    users: { token, query: `{ ${list} }`, isComplete: (text) => countOf(text) === 50 },
    public: {
      query: '{ server { version signupEnabled } }',
      isComplete: (text) => text.includes('"version"'),
    },
    verify: { token, path: '/verify?requires=USER', isComplete: () => true },
  };
}

/** The rows that a list of users reads; Cordon's own would take minutes to create one by one. */
async function fillUsers(databaseUrl) {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(`
    INSERT INTO users (id, username, username_key, email, email_key, email_verified, full_name, full_name_key,
      role, activated_at, security_epoch, version, created_at, updated_at)
    SELECT gen_random_uuid(), 'user' || n, 'user' || n, 'user' || n || '@example.com',
      'user' || n || '@example.com', true, 'User Number ' || n, 'user number ' || n, 'USER', now(), 1, 1,
      date_trunc('milliseconds', now()) - n * interval '1 minute', date_trunc('milliseconds', now())
    FROM generate_series(1, ${userCount}) AS n`);
  await client.query('ANALYZE users');
  await client.end();
}

async function fillEmbedded({ url }, token) {
  const query =
    'mutation ($input: CreateUserInput!) { createUser(input: $input) { user { id } userErrors { code } } }';
  for (let count = 0; count < 60; count += 1) {
    const input = { username: `user${count}`, email: `user${count}@example.com`, fullName: `User ${count}` };
    await execute(url, query, { input }, token);
  }
}

/** Who is measured with which requests, beside whom. */
function tables() {
  const all = servers.filter(({ isSkipped = false }) => !isSkipped);
  const beside = (workload, connections) => ({
    title: `${workload}, ${connections} ${connections === 1 ? 'connection' : 'connections'}`,
    reference,
    connections,
    entries: all.map(({ name, server, workloads }) => ({
      name,
      server,
      workload,
      request: workloads[workload],
    })),
  });
  const { name, server, workloads } = servers[0];
  const own = ['me', 'public', 'verify'].map((workload) => ({
    name: `${name}: ${workload}`,
    server,
    workload,
    request: workloads[workload],
  }));
  return [
    beside('me', 16),
    beside('users', 16),
    beside('me', 1),
    { title: 'requests to Cordon', reference: own[0].name, connections: 16, entries: own },
  ];
}

async function measure({ connections, reference, entries: measured }) {
  const load = createLoad(connections);
  const entries = measured.map((entry) => ({ ...entry, micros: [], p50: [], p99: [] }));
  // The compilers need some thousand calls before the optimized code runs.
  for (const { server, request } of entries) await load.send(server, request, 3 * requests);
  for (let round = 0; round < rounds; round += 1)
    for (const entry of entries) {
      const before = await entry.server.usage();
      const times = await load.send(entry.server, entry.request, requests);
      const after = await entry.server.usage();
      entry.micros.push((after.micros - before.micros) / requests);
      entry.p50.push(times[times.length >> 1]);
      entry.p99.push(times[Math.floor(times.length * 0.99)]);
    }
  load.close();
  const beside = entries.find(({ name }) => name === reference);
  const ratioOf = (values, others) =>
    Number(median(values.map((value, round) => value / others[round])).toFixed(2));
  return entries.map(({ name, workload, micros, p50, p99 }) => ({
    name,
    workload,
    connections,
    microsPerRequest: Math.round(median(micros)),
    ratio: ratioOf(micros, beside.micros),
    p50Ms: Number(median(p50).toFixed(2)),
    p50Ratio: ratioOf(p50, beside.p50),
    p99Ms: Number(median(p99).toFixed(2)),
  }));
}

function printTable({ title, reference }, measured) {
  console.log(`\n${title}: processor time of the server for one request, and ratios to ${reference}`);
  for (const { name, microsPerRequest, ratio, p50Ms, p50Ratio, p99Ms } of measured)
    console.log(
      `${name.padEnd(42)} ${String(microsPerRequest).padStart(6)} us ${ratio.toFixed(2).padStart(6)}x   ` +
        `p50 ${p50Ms} ms ${p50Ratio.toFixed(2).padStart(6)}x, p99 ${p99Ms} ms`,
    );
}
