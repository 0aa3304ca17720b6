#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { createCliRuntime } from './cli-runtime.js';
import { type Config, readConfig, withEnvironmentFile } from './platform/config/index.js';
import { createServer, type Server } from './server.js';
import { createProcessCommands, runCommandLine } from './transports/cli/index.js';
import { handleUnhandledRejection } from './unhandled-rejection.js';
import { version } from './version.js';

/** The process: args and environment in, server up, signals down. The only file that reads process.env. */

function loadConfig(): Config {
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

/** Serves until the process is told to stop; then finishes what is under way. */
async function start(): Promise<void> {
  const config = loadConfig();
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

/** For people on a terminal and in development; production's log must not hold a way in, so it names the command instead. */
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
      ? [`  GraphiQL        ${url}/graphiql`, `  Apollo Sandbox  ${url}/sandbox (needs the internet)`]
      : []),
    ...(setupLink === null
      ? []
      : [
          '',
          'There is no administrator yet. Open this one-time link to become the first:',
          `  ${setupLink}`,
        ]),
  ];
  process.stdout.write(`\n${lines.join('\n')}\n\n`);
}

const { databaseCommands, policyCommands, passwordCommands, ...runtime } = createCliRuntime(loadConfig);
process.exitCode = await runCommandLine({
  args: process.argv.slice(2),
  version,
  commands: [
    ...createProcessCommands({ ...runtime, start }),
    ...databaseCommands,
    ...policyCommands,
    ...passwordCommands,
  ],
  terminal: { input: process.stdin, output: process.stdout, errors: process.stderr },
});
