import { readFileSync } from 'node:fs';
import {
  checkListening,
  checkReplica,
  createUnopenedApp,
  exportData,
  importData,
  inspectDatabase,
} from './cli-database.js';
import { checkSmtp, checkTemplates } from './cli-mail.js';
import { databaseCommandDeclarations } from './command-catalogue.js';
import {
  loadConfigModule,
  loadConfiguredAdministrator,
  loadControlClient,
  loadPasswordsModule,
  loadPolicyCommands,
  loadPolicyReports,
  loadServer,
} from './lazy-imports.js';
import type { Role } from './modules/access/index.js';
import type { PasswordIdentity } from './modules/passwords/index.js';
import { passwordsCommandDeclarations } from './modules/passwords/passwords-command-declarations.js';
import type { Config } from './platform/config/index.js';
import { readRolesOption } from './roles-option.js';
import { schemaText } from './schema-text.js';
import {
  type Command,
  type CommandDeclaration,
  type CommandInput,
  type CommandOutput,
  decodeText,
  StartupError,
  systemClock,
} from './shared/index.js';
import type { RunInServer } from './transports/cli/control-client.js';
import {
  continueInput,
  type PagedCommand,
  type RecordBatches,
  runAllPages,
} from './transports/cli/paged-command.js';
import { migrationCommandDeclarations } from './transports/cli/process-command-declarations.js';
import { createProcessCommands } from './transports/cli/process-commands.js';
import { policyCommandDeclarations } from './transports/graphql/policy-command-declarations.js';
import { version } from './version.js';

export interface CliRuntimeDependencies {
  /** Reads the environment. Throws ConfigError. */
  readonly readConfig: () => Promise<Config>;
  /** Serves until the process is stopped. */
  readonly start: (workers: number) => Promise<void>;
}

/** Returns every command of `cordon`. A handler loads the part of the program that it needs when it runs. */
export function createCliCommands({ readConfig, start }: CliRuntimeDependencies): readonly PagedCommand[] {
  return [
    ...createProcessCommands({
      readConfig,
      start,
      printSchema,
      inspectDatabase,
      checkListening,
      checkReplica,
      checkValues,
      checkSmtp,
      isServerRunning,
      exportData: async (path) => exportData(await readConfig(), path),
      importData: async (path) => importData(await readConfig(), path),
    }),
    ...databaseCommandDeclarations.map((declaration) => databaseCommand(declaration, readConfig)),
    ...deferCommands(Object.values(policyCommandDeclarations), () => policyCommands(readConfig)),
    ...deferCommands(Object.values(passwordsCommandDeclarations), () => passwordCommands(readConfig)),
  ];
}

function deferCommands(
  declarations: readonly CommandDeclaration[],
  load: () => Promise<readonly Command[]>,
): readonly Command[] {
  return declarations.map((declaration) => ({
    ...declaration,
    run: async (input) => findCommand(await load(), declaration.name).run(input),
  }));
}

function findCommand(commands: readonly Command[], name: string): Command {
  const command = commands.find((candidate) => candidate.name === name);
  if (command === undefined) throw new Error(`no handler for the command ${name}`);
  return command;
}

async function policyCommands(readConfig: () => Promise<Config>): Promise<readonly Command[]> {
  const [{ createPolicyCommands }, { createPolicyReports }] = await Promise.all([
    loadPolicyCommands(),
    loadPolicyReports(),
  ]);
  return createPolicyCommands({
    reportsFor: (input) => createPolicyReports(systemClock.now, readRolesOption(input)),
    schemaText,
    readText: (path) => decodeText(readFileSync(path)),
    findUser: async (user) => findUser(await readConfig(), user),
  });
}

async function passwordCommands(readConfig: () => Promise<Config>): Promise<readonly Command[]> {
  const { passwordCommands: createCommands } = await loadPasswordsModule();
  return createCommands({
    minLength: async () => (await readConfig()).passwords.minLength,
    findNames: async (user) => findUser(await readConfig(), user),
    elapsedMs: () => performance.now(),
  });
}

async function printSchema(): Promise<string> {
  const [{ createServer }, { readConfig }] = await Promise.all([loadServer(), loadConfigModule()]);
  return createServer(readConfig({})).printSchema();
}

function databaseCommand(declaration: CommandDeclaration, readConfig: () => Promise<Config>): PagedCommand {
  return {
    ...declaration,
    run: async (input) => firstPage(await readConfig(), declaration.name, input),
    outputs: async function* (input, batches) {
      yield* databaseOutputs(await readConfig(), declaration.name, input, batches);
    },
  };
}

async function firstPage(config: Config, name: string, input: CommandInput): Promise<CommandOutput> {
  for await (const output of databaseOutputs(config, name, input, null)) return output;
  throw new Error(`the command ${name} returned no output`);
}

async function* databaseOutputs(
  config: Config,
  name: string,
  input: CommandInput,
  batches: RecordBatches | null,
): AsyncGenerator<CommandOutput, void, undefined> {
  const { findRunningServer } = await loadControlClient();
  const runInServer = await findRunningServer(config, version);
  const first = (await runInServer?.(name, input)) ?? null;
  if (runInServer !== null && first !== null) yield* remoteOutputs(first, runInServer, name, input, batches);
  else yield* localOutputs(config, name, input, batches);
}

async function* localOutputs(
  config: Config,
  name: string,
  input: CommandInput,
  batches: RecordBatches | null,
): AsyncGenerator<CommandOutput, void, undefined> {
  const app = await createUnopenedApp(config, input);
  const command = findCommand(app.commands, name);
  // Opening the app migrates, which is what the commands about migrations show or do themselves.
  const isMigrationCommand = Object.values(migrationCommandDeclarations).some(
    (declaration) => declaration.name === name,
  );
  const resource = isMigrationCommand ? app.database : app;
  await resource.open();
  try {
    yield* runAllPages(command.run, input, batches);
  } finally {
    await resource.close();
  }
}

async function* remoteOutputs(
  first: CommandOutput,
  runInServer: RunInServer,
  name: string,
  input: CommandInput,
  batches: RecordBatches | null,
): AsyncGenerator<CommandOutput, void, undefined> {
  yield first;
  if (first.next === undefined) return;
  const run = async (pageInput: CommandInput): Promise<CommandOutput> => {
    const output = await runInServer(name, pageInput);
    if (output !== null) return output;
    throw new StartupError(
      'DATA_FOLDER_LOCKED',
      'The server stopped before the output was complete.',
      'Run the command again.',
    );
  };
  yield* runAllPages(run, await continueInput(input, first.next, batches), batches);
}

/** Runs `users show`, so that it works beside a running server too. */
async function findUser(
  config: Config,
  user: string,
): Promise<PasswordIdentity & { readonly id: string; readonly role: Role }> {
  const { data } = await firstPage(config, 'users show', { arguments: { user }, options: {}, secret: null });
  // The form of `userOutput`.
  return data as PasswordIdentity & { readonly id: string; readonly role: Role };
}

async function checkValues(config: Config): Promise<void> {
  await checkTemplates(config);
  if (config.firstAdministrator === null) return;
  const [app, { checkFirstAdministrator }] = await Promise.all([
    createUnopenedApp(config),
    loadConfiguredAdministrator(),
  ]);
  checkFirstAdministrator(app, config);
}

async function isServerRunning(config: Config): Promise<boolean> {
  const { isServerRunning: isRunning } = await loadControlClient();
  return isRunning(config, version);
}
