#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { createCliCommands } from './cli-runtime.js';
import { loadConfigModule, loadHttp, loadServer } from './lazy-imports.js';
import type { Config } from './platform/config/index.js';
import type { Server } from './server.js';
import { decodeText } from './shared/decode-text.js';
import { StartupError } from './shared/startup-error.js';
import { prepareForRequests, prepareForStart, releaseStartMemory } from './start-memory.js';
import { exitCodes } from './transports/cli/cli-errors.js';
import { runCommandLine } from './transports/cli/run-command-line.js';
import { handleUnhandledRejection } from './unhandled-rejection.js';
import { isNodeSupported, supportedNode, version } from './version.js';
import { leaveCluster, reportReady, superviseWorkers, type WorkerDuty, workerDuty } from './workers.js';

/** The process entry: arguments, environment, signals. The only file that reads process.env. */

async function loadConfig(): Promise<Config> {
  const { readConfig, withEnvironmentFile } = await loadConfigModule();
  return readConfig(withEnvironmentFile(process.env, readEnvironmentFile));
}

function readEnvironmentFile(): string | null {
  try {
    return decodeText(readFileSync('.env'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** How long a start in progress may take to end after a signal. */
const startEndLimitMs = 3_000;

/**
 * Serves until SIGTERM or SIGINT, then finishes the requests in flight. A signal before the server is ready
 * ends the process too.
 */
async function start(workers: number): Promise<void> {
  const config = await loadConfig();
  const duty = workerDuty(process.env);
  if (workers > 1 && duty === null) return supervise(config, workers);
  // A terminal sends SIGINT to all processes, and the supervisor sends SIGTERM after it.
  if (duty !== null) for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => {});
  // Before anything is loaded: a worker would otherwise ignore what it receives meanwhile.
  const signal = waitForSignal();
  try {
    await serve(config, { duty, count: workers }, signal);
  } finally {
    leaveCluster();
  }
}

async function serve(
  config: Config,
  { duty, count }: { readonly duty: WorkerDuty | null; readonly count: number },
  signal: AwaitedSignal,
): Promise<void> {
  prepareForStart();
  const { createWorker } = await loadServer();
  const server = createWorker(config, { duty, count });
  process.on('unhandledRejection', (reason) => handleUnhandledRejection(reason, server.log));
  try {
    const starting = server.start();
    const ready = await Promise.race([starting, signal.received]);
    prepareForRequests();
    if (ready === null) {
      await endStart(starting);
    } else {
      if (duty !== 'follower') announce(config, server, ready.url, ready.setupLink);
      if (duty !== null) reportReady();
      releaseStartMemory();
      await signal.received;
    }
  } finally {
    signal.ignore();
  }
  await server.stop();
}

/** Runs the workers; the connections of the pool and the port for metrics are theirs together. */
async function supervise(config: Config, count: number): Promise<void> {
  const { createLog, createMetricsServer, createSharedMetrics } = await loadHttp();
  if (config.database.url === null || config.http.metricsPort === null)
    throw new StartupError(
      'CONFIGURATION',
      'Several workers need Postgres, and a port for their common metrics.',
      'Set DATABASE_URL and CORDON_METRICS_PORT, or start without --workers.',
    );
  let areReady = (): boolean => false;
  const metrics = createMetricsServer(
    createSharedMetrics(() => areReady()),
    config.http,
  );
  const signal = waitForSignal();
  const code = await superviseWorkers({
    count,
    stopped: signal.received,
    log: createLog({ level: config.logLevel }),
    onReady: async (areAllReady) => {
      areReady = areAllReady;
      await metrics.listen();
    },
  });
  await metrics.close();
  // The command line ends with 0 after a command without an error.
  if (code !== exitCodes.success) process.exit(code);
}

interface AwaitedSignal {
  readonly received: Promise<null>;
  readonly ignore: () => void;
}

function waitForSignal(): AwaitedSignal {
  const signals = ['SIGTERM', 'SIGINT'] as const;
  let receive = (): void => {};
  const received = new Promise<null>((resolve) => {
    receive = () => resolve(null);
  });
  for (const signal of signals) process.once(signal, receive);
  return {
    received,
    ignore: () => {
      for (const signal of signals) process.off(signal, receive);
    },
  };
}

/** Waits until the start has ended. One that hangs, as at a silent database, ends with the process. */
async function endStart(starting: Promise<unknown>): Promise<void> {
  const timer = setTimeout(() => process.exit(exitCodes.success), startEndLimitMs);
  await starting.catch(() => {});
  clearTimeout(timer);
}

/**
 * Prints the addresses and the setup link on a terminal and in development. The log of a production server
 * must not contain the link, so it names the command instead.
 */
function announce(config: Config, { log }: Server, url: string, setupLink: string | null): void {
  const isHumanReadable = !config.isProduction || process.stdout.isTTY;
  if (!isHumanReadable) {
    log.info({}, `Cordon is ready at ${url}`);
    if (setupLink !== null) log.warn({}, 'there is no administrator yet: run `cordon admin create`');
    return;
  }
  const lines = [
    `Cordon is ready at ${url}`,
    ...(config.http.console ? [`  Console         ${url}/console`] : []),
    ...(config.graphql.introspection
      ? [`  GraphiQL        ${url}/graphiql`, `  Apollo Sandbox  ${url}/sandbox (requires internet access)`]
      : []),
    // Browsers offer passkeys for names only.
    ...(config.passkeys.domain === 'localhost' && !url.startsWith('http://localhost:')
      ? [`  With passkeys   http://localhost:${new URL(url).port}`]
      : []),
    ...(setupLink === null ? [] : ['', ...firstAdministratorLines(config, setupLink)]),
  ];
  process.stdout.write(`\n${lines.join('\n')}\n\n`);
}

/** The page that the link opens is one of the console. */
function firstAdministratorLines({ http }: Config, setupLink: string): readonly string[] {
  return http.console
    ? ['There is no administrator yet. Open this one-time link to create one:', `  ${setupLink}`]
    : ['There is no administrator yet. Create one with:', '  cordon admin create'];
}

// PGlite is a large WebAssembly module. With the default budget, V8 spends a third of the processor time of a
// start on optimizing functions that run for a moment only.
setFlagsFromString('--wasm-tiering-budget=1000000000');

// Node 20 has no `navigator`, from which pg learns that it does not run in a Cloudflare worker. Without it,
// pg loads the implementation of `fetch` to find out.
if (!('navigator' in globalThis)) {
  Object.defineProperty(globalThis, 'navigator', { value: { userAgent: 'Node.js/20' }, configurable: true });
}

if (isNodeSupported(process.versions.node)) {
  process.exitCode = await runCommandLine({
    args: process.argv.slice(2),
    version,
    commands: createCliCommands({ readConfig: loadConfig, start }),
    terminal: { input: process.stdin, output: process.stdout, errors: process.stderr },
  });
} else {
  process.stderr.write(`Cordon needs Node ${supportedNode}; this is Node ${process.versions.node}.\n`);
  process.exitCode = exitCodes.cannotStart;
}
