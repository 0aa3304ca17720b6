#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import nodeModule from 'node:module';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { createCliCommands } from './cli-runtime.js';
import { loadConfigModule, loadServer } from './lazy-imports.js';
import type { Config } from './platform/config/index.js';
import type { Server } from './server.js';
import { exitCodes } from './transports/cli/cli-errors.js';
import { runCommandLine } from './transports/cli/run-command-line.js';
import { handleUnhandledRejection } from './unhandled-rejection.js';
import { isNodeSupported, supportedNode, version } from './version.js';

/** The process entry: arguments, environment, signals. The only file that reads process.env. */

async function loadConfig(): Promise<Config> {
  const { readConfig, withEnvironmentFile } = await loadConfigModule();
  return readConfig(withEnvironmentFile(process.env, readEnvironmentFile));
}

function readEnvironmentFile(): string | null {
  try {
    return readFileSync('.env', 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Serves until SIGTERM or SIGINT, then finishes the requests in flight. */
async function start(): Promise<void> {
  const config = await loadConfig();
  const { createServer } = await loadServer();
  const server = createServer(config);
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
  });
  process.on('unhandledRejection', (reason) => handleUnhandledRejection(reason, server.log));
  const { url, setupLink } = await server.start();
  announce(config, server, url, setupLink);
  await stopped;
  await server.stop();
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
    ...(config.graphql.introspection
      ? [`  GraphiQL        ${url}/graphiql`, `  Apollo Sandbox  ${url}/sandbox (requires internet access)`]
      : []),
    ...(setupLink === null
      ? []
      : ['', 'There is no administrator yet. Open this one-time link to create one:', `  ${setupLink}`]),
  ];
  process.stdout.write(`\n${lines.join('\n')}\n\n`);
}

// PGlite is a large WebAssembly module. With the default budget, V8 spends a third of the processor time of a
// start on optimizing functions that run for a moment only.
setFlagsFromString('--wasm-tiering-budget=1000000000');

// From Node 22 on, compiled code is kept for the next start: beside the program, where only those who may
// change the program can write. Elsewhere nothing is kept.
const { enableCompileCache } = nodeModule as { enableCompileCache?: (directory: string) => unknown };
enableCompileCache?.(fileURLToPath(new URL('../node_modules/.cache/cordon/compiled', import.meta.url)));

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
