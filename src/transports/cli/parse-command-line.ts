import { Command as Commander, CommanderError, Option } from 'commander';
import { type Command, type CommandInput, type CommandOption, DomainError } from '../../shared/index.js';
import { UsageError } from './cli-errors.js';

/** The parsed command line, before any secret is read. */
export type CommandLineRequest =
  | {
      readonly kind: 'command';
      readonly command: Command;
      readonly arguments: Readonly<Record<string, string>>;
      readonly options: Readonly<Record<string, string | true>>;
      readonly json: boolean;
      readonly passwordFromInput: boolean;
    }
  /** Help or the version: text to print. */
  | { readonly kind: 'text'; readonly text: string };

// Every user of the machine can read the arguments of a process.
const forbiddenOptions = ['password', 'secret', 'token', 'json', 'password-stdin', 'help', 'version'];

const exitCodesText =
  'Exit codes: 0 success, 1 rejected, 2 usage error, 3 configuration error, 4 cannot start, 70 internal error.';

const helpFlags = '-h, --help';
const helpDescription = 'Print this help.';

/**
 * Parses the arguments after `cordon`. Throws a UsageError that never repeats a value. Throws a plain Error
 * for a command that declares an option for a secret.
 */
export function parseCommandLine(
  args: readonly string[],
  commands: readonly Command[],
  version: string,
): CommandLineRequest {
  const printed: string[] = [];
  let request: CommandLineRequest | null = null;
  const root = captureOutput(new Commander('cordon'), printed)
    .description('A self-hosted GraphQL identity and access server.')
    .enablePositionalOptions()
    .version(version, '-v, --version', 'Print the version.')
    .helpOption(helpFlags, helpDescription)
    .helpCommand('help [command...]', 'Print the help of a command.')
    .addHelpText('after', `\n${exitCodesText}`);
  const groups = new Map<string, Commander>();
  for (const command of commands) {
    addCommand(root, groups, printed, command, (parsed) => {
      request = parsed;
    });
  }
  try {
    root.parse(withoutHelpCommand(args, commands), { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return interpretCommanderError(error, printed);
    throw error;
  }
  if (request === null)
    throw new UsageError('Missing command. Run `cordon --help` for the list of commands.');
  return request;
}

/** Rewrites `help users list` to `users list --help`; commander takes only one word after `help`. */
function withoutHelpCommand(args: readonly string[], commands: readonly Command[]): string[] {
  const [first, ...words] = args;
  if (first !== 'help' || words.some((word) => word.startsWith('-'))) return [...args];
  const prefix = words.join(' ');
  const isKnown = commands.some(({ name }) => `${name} `.startsWith(`${prefix} `));
  return words.length === 0 || isKnown ? [...words, '--help'] : words;
}

/** Keeps commander from printing and from ending the process. */
function captureOutput(commander: Commander, printed: string[]): Commander {
  const capture = (text: string): void => {
    printed.push(text);
  };
  return commander.exitOverride().configureOutput({
    writeOut: capture,
    writeErr: capture,
    getOutHelpWidth: () => 100,
    getErrHelpWidth: () => 100,
  });
}

function addCommand(
  root: Commander,
  groups: Map<string, Commander>,
  printed: string[],
  command: Command,
  onRequest: (request: CommandLineRequest) => void,
): void {
  const [first = '', second, ...more] = command.name.split(' ');
  if (more.length > 0) throw new Error(`the command "${command.name}" has more than two words`);
  const parent = second === undefined ? root : findOrAddGroup(root, groups, printed, first);
  const leaf = captureOutput(new Commander(second ?? first), printed)
    .description(command.description)
    .helpOption(helpFlags, helpDescription)
    .allowExcessArguments(false);
  for (const name of command.arguments ?? []) leaf.argument(`<${name}>`);
  const declared = (command.options ?? []).map((option) => ({ option, parsed: addOption(leaf, option) }));
  if (command.secret !== undefined && 'prompt' in command.secret)
    leaf.option('--password-stdin', 'Read the password from standard input.');
  leaf.option('--json', 'Print the output as JSON.');
  leaf.action(() => {
    const values: Readonly<Record<string, string | true | undefined>> = leaf.opts();
    const given = declared.flatMap(({ option, parsed }) => {
      const value = values[parsed.attributeName()];
      return value === undefined ? [] : [[option.name, value] as const];
    });
    const positional = (command.arguments ?? []).map(
      (name, index) => [name, leaf.args[index] ?? ''] as const,
    );
    const input = { arguments: Object.fromEntries(positional), options: Object.fromEntries(given) };
    checkOptions(command, { ...input, secret: null });
    onRequest({
      kind: 'command',
      command,
      ...input,
      json: values['json'] === true,
      passwordFromInput: values['passwordStdin'] === true,
    });
  });
  parent.addCommand(leaf);
  // `cordon policy` is a command and the group of `cordon policy diff`: its options end at a second word.
  if (second === undefined) groups.set(first, leaf.enablePositionalOptions());
}

/** Throws a UsageError for the first option whose value has another form than its command reads. */
function checkOptions({ options = [] }: Command, input: CommandInput): void {
  try {
    for (const { check } of options) check?.(input);
  } catch (error) {
    throw error instanceof DomainError ? new UsageError(error.message) : error;
  }
}

function addOption(leaf: Commander, { name, description, value, required }: CommandOption): Option {
  if (forbiddenOptions.includes(name) || name.startsWith('no-')) {
    throw new Error(`the option --${name} cannot be declared by a command`);
  }
  const text = required === true ? `${description} Required.` : description;
  const option = new Option(value === undefined ? `--${name}` : `--${name} <${value}>`, text);
  option.makeOptionMandatory(required === true);
  leaf.addOption(option);
  return option;
}

/** What the help says about commands of two words. */
const groupDescriptions: Readonly<Record<string, string>> = {
  admin: 'Create the first administrator, or restore access.',
  audit: 'Show, export and verify the audit log.',
  data: 'Move all data to another database.',
  keys: 'Rotate, revoke and import signing keys; replace the master key.',
  migrate: 'Migrate the database, or show its migrations.',
  password: 'Check a password; measure bcrypt.',
  schema: 'Print the GraphQL schema.',
  sessions: 'End every session.',
  users: 'Show, create, change, import and export users; end their sessions.',
};

function findOrAddGroup(
  root: Commander,
  groups: Map<string, Commander>,
  printed: string[],
  name: string,
): Commander {
  const existing = groups.get(name);
  if (existing !== undefined) return existing;
  const group = captureOutput(new Commander(name), printed)
    .description(groupDescriptions[name] ?? `Commands about ${name}.`)
    .helpOption(helpFlags, helpDescription)
    .helpCommand(false);
  root.addCommand(group);
  groups.set(name, group);
  return group;
}

function interpretCommanderError(error: CommanderError, printed: readonly string[]): CommandLineRequest {
  if (error.exitCode === 0) return { kind: 'text', text: printed.join('') };
  // `cordon` or `cordon users` alone: commander prints the help.
  if (error.code === 'commander.help') throw new UsageError(`Missing command.\n\n${printed.join('').trim()}`);
  throw new UsageError(`${usageMessage(error)} Add --help to a command for its options.`);
}

/**
 * Commander repeats an unknown option as it was typed, `--password=...` included; only the name is printed.
 */
function usageMessage({ code, message }: CommanderError): string {
  const plain = message.replace(/^error: /, '');
  if (code === 'commander.unknownOption') {
    const name = /'(--[a-z-]*|-.?)/i.exec(plain)?.[1] ?? '';
    return `Unknown option ${name}.`;
  }
  const [sentence = ''] = plain.split('\n');
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}${sentence.endsWith('.') ? '' : '.'}`;
}
