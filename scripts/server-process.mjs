// Runs a built server in a process of its own: for checks, benchmarks and experiments.
import { spawn } from 'node:child_process';

const readyLimitMs = 60_000;
const stopLimitMs = 35_000;

/**
 * Starts `command` without waiting for it. Returns { pid, exited, output(), onOutput(handler),
 * kill(signal) }; `exited` resolves with the exit code, or the signal.
 */
export function spawnServer([command, ...rest], { cwd, env, uid, gid }) {
  const child = spawn(command, rest, { cwd, env, uid, gid, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const handlers = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output = (output + text).slice(-100_000);
      for (const handler of handlers) handler();
    });
  }
  return {
    pid: child.pid,
    exited: new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => resolve(code ?? signal));
    }),
    output: () => output,
    onOutput: (handler) => handlers.push(handler),
    kill: (signal) => child.kill(signal),
  };
}

/**
 * Starts `command` and resolves when the server is ready, with { url, setupLink, pid, output(), kill(),
 * stop() }. `stop` sends SIGTERM and returns { code, ms }. Throws an error with the output when the server is
 * not ready within a minute.
 */
export async function startServer(command, options) {
  const server = spawnServer(command, options);
  let timer;
  const url = await new Promise((resolve, reject) => {
    const fail = (problem) => reject(new Error(`${problem}; its output:\n${server.output()}`));
    timer = setTimeout(() => fail('not ready after a minute'), readyLimitMs);
    server.exited.then((code) => fail(`ended with ${code} before it was ready`), reject);
    server.onOutput(() => {
      const found = /Cordon is ready at (http:\/\/[^\s"]+)[\s\S]*\n/.exec(server.output());
      if (found !== null) resolve(found[1].replace('0.0.0.0', '127.0.0.1'));
    });
  })
    .catch((error) => {
      server.kill('SIGKILL');
      throw error;
    })
    .finally(() => clearTimeout(timer));
  return {
    url,
    setupLink: /(http\S+\/setup#token=[\w-]+)/.exec(server.output())?.[1] ?? null,
    pid: server.pid,
    output: server.output,
    kill: async () => {
      server.kill('SIGKILL');
      await server.exited;
    },
    stop: () => stopServer(server),
  };
}

async function stopServer(server) {
  const startedAt = performance.now();
  server.kill('SIGTERM');
  const timer = setTimeout(() => server.kill('SIGKILL'), stopLimitMs);
  const code = await server.exited;
  clearTimeout(timer);
  return { code, ms: performance.now() - startedAt };
}

/**
 * Starts `command`, awaits `use(url, setupLink)` when it is ready, and stops it. Throws an error with the
 * output of the process when it is not ready within a minute or does not end with 0.
 */
export async function withServer(command, options, use) {
  const server = await startServer(command, options);
  try {
    await use(server.url, server.setupLink);
  } catch (error) {
    await server.stop();
    throw new Error(`${error.message}; its output:\n${server.output()}`, { cause: error });
  }
  const { code } = await server.stop();
  if (code !== 0) throw new Error(`the server ended with ${code}:\n${server.output()}`);
}

/** Sends one operation and returns its data. Throws when the response has errors. */
export async function ask(url, query) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const { data, errors } = await response.json();
  if (!response.ok || errors !== undefined)
    throw new Error(`the operation failed: ${JSON.stringify(errors)}`);
  return data;
}
