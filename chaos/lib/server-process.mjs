/** Server processes of `dist`, to be killed, stopped and started again. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const readyLimitMs = 60_000;

/** The environment of a server on this database; null is the embedded one in the data folder. */
export function serverEnvironment({ databaseUrl, dataFolder, environment = {} }) {
  return {
    PATH: process.env.PATH,
    PORT: '0',
    ...(databaseUrl === null ? {} : { DATABASE_URL: databaseUrl }),
    CORDON_DATA_DIR: dataFolder,
    CORDON_BCRYPT_COST: '4',
    // Every simulated client has an address of its own.
    CORDON_TRUSTED_PROXIES: '127.0.0.1',
    LOG_LEVEL: 'warn',
    ...environment,
  };
}

/** Starts a server without waiting for it: { pid, exited, output(), onOutput(handler), kill(signal) }. */
export function spawnServer(options) {
  const child = spawn(process.execPath, [main, 'start'], {
    cwd: options.dataFolder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: serverEnvironment(options),
  });
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
    exited: new Promise((resolve) => child.once('close', (code, signal) => resolve(code ?? signal))),
    output: () => output,
    onOutput: (handler) => handlers.push(handler),
    kill: (signal) => child.kill(signal),
  };
}

/**
 * Starts a server. Resolves when it is ready with { url, setupLink, pid, output(), kill(), stop() }. `stop`
 * sends SIGTERM and returns { code, ms }.
 */
export function startServer(options) {
  const child = spawnServer(options);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`a server was not ready after ${readyLimitMs} ms:\n${child.output()}`));
    }, readyLimitMs);
    void child.exited.then((code) => {
      clearTimeout(timer);
      reject(new Error(`a server exited with ${code}:\n${child.output()}`));
    });
    child.onOutput(() => {
      const url = /Cordon is ready at (http:\/\/[^\s"]+)[\s\S]*\n/.exec(child.output())?.[1];
      if (url === undefined) return;
      clearTimeout(timer);
      resolve({
        url,
        pid: child.pid,
        setupLink: /(http\S+\/setup#token=[\w-]+)/.exec(child.output())?.[1] ?? null,
        output: child.output,
        kill: async () => {
          child.kill('SIGKILL');
          await child.exited;
        },
        stop: () => stop(child),
      });
    });
  });
}

async function stop(child) {
  const startedAt = performance.now();
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 30_000);
  const code = await child.exited;
  clearTimeout(timer);
  return { code, ms: performance.now() - startedAt };
}

/** Runs a `cordon` command on the same database; returns { code, stdout, stderr }. */
export async function runCommand(options, args) {
  const child = spawn(process.execPath, [main, ...args], {
    cwd: options.dataFolder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: serverEnvironment(options),
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
  const code = await new Promise((resolve) => child.once('close', resolve));
  return { code, stdout, stderr };
}
