/**
 * Measures how logins of many clients disturb requests of users who are signed in: `npm run bench:logins`,
 * with `-- --quick` for a rough result. The server has one processor, on which it also hashes; the clients
 * and a temporary Postgres (or TEST_DATABASE_URL) have the others. The phases of a round alternate; reported
 * are the medians of the rounds. docs/performance.md has the results.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { operations, password, send, signUp } from '../../chaos/lib/client.mjs';
import { readOptions } from '../../scripts/read-options.mjs';
import { leaveProcessorToServers, startCordon } from '../everyday/contestants.mjs';
import { createLoad } from '../everyday/load.mjs';
import { median } from '../median.mjs';
import { withBenchmarkDatabase } from '../pgbench.mjs';

const { quick: isQuick = false } = readOptions('bench:logins', { quick: null });
const rounds = isQuick ? 2 : 5;
const seconds = isQuick ? 3 : 6;
/** The cost in production. */
const bcryptCost = 12;
const clients = 64;
/** Fewer than one processor lets wait, so that none is refused. */
const fewClients = 16;
const meClients = 2;
const meIntervalMs = 5;
const bcryptAlone = fileURLToPath(new URL('bcrypt-alone.mjs', import.meta.url));

if (!leaveProcessorToServers()) {
  console.error('bench:logins needs taskset and two processors, one of which it gives to the server.');
  process.exit(2);
}
await withBenchmarkDatabase({ durable: false }, async (databaseUrl) => {
  const server = await startCordon(databaseUrl, {
    CORDON_BCRYPT_COST: String(bcryptCost),
    CORDON_SIGN_UP: 'on',
    // Every simulated client has an address of its own.
    CORDON_TRUSTED_PROXIES: '127.0.0.1',
  });
  try {
    await compare(server);
  } finally {
    await server.stop();
  }
});

async function compare(server) {
  const token = (await signUp(server.url, 'reader', clients)).accessToken;
  for (let client = 0; client < clients; client += 1) await signUp(server.url, `user${client}`, client);
  const phases = {
    idle: () => measure(server, { token }),
    obeying: () => measure(server, { token, logins: clients }),
    persistent: () => measure(server, { token, logins: clients, isPersistent: true }),
    few: () => measure(server, { logins: fewClients }),
    refused: () => measure(server, { logins: clients, isPersistent: true }),
    bcrypt: hashAlone,
  };
  for (const phase of Object.values(phases)) await phase();
  const results = [];
  for (let round = 0; round < rounds; round += 1) {
    const result = {};
    for (const [name, phase] of Object.entries(phases)) result[name] = await phase();
    results.push(result);
  }
  report(results);
}

/** Runs one phase: `me` of a few clients when there is a token, and so many clients that log in. */
async function measure(server, { token, logins = 0, isPersistent = false }) {
  const startedAt = performance.now();
  const phase = {
    endsAt: startedAt + seconds * 1_000,
    times: [],
    accepted: 0,
    acceptedAt: startedAt,
    refused: 0,
  };
  const load = createLoad(meClients);
  const before = loopMicros(server);
  const lanes =
    token === undefined ? [] : Array.from({ length: meClients }, () => askMe(server, load, token, phase));
  await Promise.all([
    ...lanes,
    ...Array.from({ length: logins }, (_, client) => logIn(server, client, isPersistent, phase)),
  ]);
  load.close();
  const times = phase.times.sort((one, other) => one - other);
  return {
    p50: times[times.length >> 1],
    p99: times[Math.floor(times.length * 0.99)],
    accepted: phase.accepted,
    // Up to the last one, because few fit into a phase.
    acceptedRate: (1_000 * phase.accepted) / (phase.acceptedAt - startedAt),
    refused: phase.refused,
    loopMicros: loopMicros(server) - before,
  };
}

async function askMe(server, load, token, { endsAt, times }) {
  const isComplete = (text) => text.includes('"username"') && !text.includes('"errors"');
  while (performance.now() < endsAt) {
    times.push(...(await load.send(server, { query: operations.me, token, isComplete }, 1)));
    await wait(meIntervalMs);
  }
}

async function logIn({ url }, client, isPersistent, phase) {
  const variables = { input: { username: `user${client}`, password } };
  while (performance.now() < phase.endsAt) {
    const { status, body, retryAfter } = await send(url, operations.login, { variables, client });
    if (status === 503) {
      phase.refused += 1;
      if (!isPersistent) await wait(Math.min(1_000 * Number(retryAfter), phase.endsAt - performance.now()));
    } else if (body?.data?.login?.tokens) {
      phase.accepted += 1;
      phase.acceptedAt = performance.now();
    } else throw new Error(`a login was answered with ${status}: ${JSON.stringify(body)}`);
  }
}

/** The processor time of the thread that has the event loop; other threads hash. */
function loopMicros({ child: { pid } }) {
  const [nanoseconds] = readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'latin1').split(' ');
  return Number(nanoseconds) / 1_000;
}

/** Returns how many passwords bcrypt compares a second on the processor of the server without a server. */
async function hashAlone() {
  const command = ['-c', '0', process.execPath, bcryptAlone, String(bcryptCost), String(seconds)];
  const child = spawn('taskset', command, { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part) => (text += part));
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`bcrypt-alone.mjs ended with ${code}`);
  return { rate: Number(text) };
}

function report(results) {
  const of = (select) => median(results.map(select));
  console.log(`medians of ${rounds} rounds, bcrypt cost ${bcryptCost}, the server on one processor`);
  const latencies = (name) => {
    const { p50, p99 } = { p50: of((result) => result[name].p50), p99: of((result) => result[name].p99) };
    return `p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms`;
  };
  console.log(`me, no logins: ${latencies('idle')}`);
  for (const name of ['obeying', 'persistent'])
    console.log(
      `me, ${clients} clients log in, ${name}: ${latencies(name)}, ` +
        `${of((result) => result[name].p99 / result.idle.p99).toFixed(2)}x; ` +
        `${of((result) => result[name].acceptedRate).toFixed(1)} logins and ` +
        `${(of((result) => result[name].refused) / seconds).toFixed(0)} refusals a second`,
    );
  const share = of((result) => result.few.acceptedRate / result.bcrypt.rate);
  console.log(`logins without other requests: ${(100 * share).toFixed(0)} % of bcrypt alone`);
  const refusal = of(({ few, refused }) => {
    const ofLogin = few.loopMicros / few.accepted;
    return (refused.loopMicros - refused.accepted * ofLogin) / refused.refused;
  });
  console.log(`a refused login: ${refusal.toFixed(0)} us of the event loop`);
}
