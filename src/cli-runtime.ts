import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type App, createApp } from './app.js';
import { parseRole, type Role } from './modules/access/index.js';
import { type PasswordIdentity, passwordCommands } from './modules/passwords/index.js';
import { type Config, readConfig } from './platform/config/index.js';
import { assertNotNewer } from './platform/database/index.js';
import { contract, createServer } from './server.js';
import {
  type Command,
  type CommandInput,
  type CommandOutput,
  StartupError,
  systemClock,
} from './shared/index.js';
import {
  controlSocketPath,
  createMigrationCommands,
  type PagedCommand,
  type ProcessCommandDependencies,
  runAllPages,
  runRemotely,
} from './transports/cli/index.js';
import { createPolicyCommands, createPolicyReports } from './transports/graphql/index.js';

/** What the command line does without serving: the process's own commands, and those that need the database, wherever it is. */
export interface CliRuntime extends Omit<ProcessCommandDependencies, 'start'> {
  /** The commands of the app: run by the server that holds the embedded database, or here. */
  readonly databaseCommands: readonly PagedCommand[];
  /** What the rules of a schema come to. */
  readonly policyCommands: readonly Command[];
  /** What a new password would break, and what hashing costs on this machine. */
  readonly passwordCommands: readonly Command[];
}

/** Makes the operator's side of the house; `configuration` reads the environment when a command needs it, and throws ConfigError. */
export function createCliRuntime(configuration: () => Config): CliRuntime {
  // Only names and descriptions are taken from this one: it is never opened, so any configuration serves.
  const { commands: commandDescriptions } = createUnopenedApp(readConfig({}));
  return {
    databaseCommands: commandDescriptions.map((command) => ({
      ...command,
      run: (input) => runDatabaseCommand(configuration(), command.name, input),
      outputs: (input) => databaseOutputs(configuration(), command.name, input),
    })),
    policyCommands: createPolicyCommands({
      reports: createPolicyReports(systemClock.now),
      contract,
      readText: (path) => readFileSync(path, 'utf8'),
      findUser: (user) => findUser(configuration(), user),
    }),
    passwordCommands: passwordCommands({
      minLength: () => configuration().passwords.minLength,
      findNames: (user) => findUser(configuration(), user),
      elapsedMs: () => performance.now(),
    }),
    readConfig: configuration,
    printSchema: () => createServer(readConfig({})).printSchema(),
    inspectDatabase,
  };
}

function createUnopenedApp(config: Config): App {
  return createApp(config, () => config.tokens.issuer);
}

/** The first answer alone. */
async function runDatabaseCommand(config: Config, name: string, input: CommandInput): Promise<CommandOutput> {
  for await (const answer of databaseOutputs(config, name, input)) return answer;
  throw new Error(`the command ${name} answered nothing`);
}

/** From the server that holds the embedded database, or from a house opened here for as long as it takes. */
async function* databaseOutputs(
  config: Config,
  name: string,
  input: CommandInput,
): AsyncGenerator<CommandOutput, void, undefined> {
  const { dataDirectory } = config;
  if (isEmbedded(config) && existsSync(dataDirectory)) {
    const socket = controlSocketPath(dataDirectory);
    const runOnRunningServer = (pageInput: CommandInput): Promise<CommandOutput | null> =>
      runRemotely(socket, dataDirectory, name, pageInput);
    const first = await runOnRunningServer(input);
    if (first !== null) return yield* remoteOutputs(first, runOnRunningServer, input);
  }
  const app = createUnopenedApp(config);
  const command = app.commands.find((candidate) => candidate.name === name);
  if (command === undefined) throw new Error(`nobody has the command ${name}`);
  // Opening the house migrates, which is what the commands about migrations tell of or do.
  const isMigrationCommand = createMigrationCommands(app.database).some(
    (candidate) => candidate.name === name,
  );
  const resource = isMigrationCommand ? app.database : app;
  await resource.open();
  try {
    yield* runAllPages(command.run, input);
  } finally {
    await resource.close();
  }
}

async function* remoteOutputs(
  first: CommandOutput,
  runOnRunningServer: (input: CommandInput) => Promise<CommandOutput | null>,
  input: CommandInput,
): AsyncGenerator<CommandOutput, void, undefined> {
  yield first;
  if (first.next === undefined) return;
  const run = async (pageInput: CommandInput): Promise<CommandOutput> => {
    const answer = await runOnRunningServer(pageInput);
    if (answer !== null) return answer;
    throw new StartupError(
      'DATA_FOLDER_LOCKED',
      'The server stopped in the middle of the answer.',
      'Try again.',
    );
  };
  yield* runAllPages(run, { ...input, options: { ...input.options, ...first.next } });
}

/** Through the command that the operator has for it, so that it works beside a running server too. */
async function findUser(
  config: Config,
  user: string,
): Promise<PasswordIdentity & { readonly id: string; readonly role: Role }> {
  const { data } = await runDatabaseCommand(config, 'users show', {
    arguments: { user },
    options: {},
    secret: null,
  });
  const { id, role, ...names } = data as PasswordIdentity & { readonly id: string; readonly role: string };
  const parsedRole = parseRole(role);
  if (parsedRole === null) throw new Error('`users show` answered a role that is none');
  return { id, role: parsedRole, ...names };
}

async function withDatabase<T>(config: Config, work: (app: App) => Promise<T>): Promise<T> {
  const app = createUnopenedApp(config);
  await app.database.open();
  try {
    return await work(app);
  } finally {
    await app.database.close();
  }
}

async function inspectDatabase(
  config: Config,
): Promise<{ readonly pendingMigrations: readonly string[] } | null> {
  if (isEmbedded(config) && !existsSync(join(config.dataDirectory, 'database'))) return null;
  return withDatabase(config, async (app) => {
    const status = await app.database.migrationStatus();
    assertNotNewer(status);
    const { pending } = status;
    if (pending.length === 0) await app.checkKeys();
    return { pendingMigrations: pending };
  });
}

function isEmbedded({ database }: Config): boolean {
  return database.url === null;
}
