import { Command as Commander, CommanderError, Option } from 'commander';
import type { Command, CommandOption } from '../../shared/index.js';
import { UsageError } from './usage-error.js';

/** What was asked for on the command line, before any secret is read. */
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

// Whoever looks at the process list reads the arguments of every process.
const forbiddenOptions = ['password', 'secret', 'token', 'json', 'password-stdin', 'help', 'version'];

/**
 * Reads the words after `cordon`. Refuses with a UsageError what no command takes; its message never repeats a value.
 * A command that declares an option for a secret is a fault of ours and throws a plain Error.
 */
export function parseCommandLine(
  words: readonly string[],
  commands: readonly Command[],
  version: string,
): CommandLineRequest {
  const printed: string[] = [];
  let request: CommandLineRequest | null = null;
  const root = captureOutput(new Commander('cordon'), printed)
    .description('A self-hosted GraphQL identity and access server.')
    .enablePositionalOptions()
    .version(version, '--version', 'print the version')
    .helpOption('--help', 'print this help')
    .helpCommand(false);
  const groups = new Map<string, Commander>();
  for (const command of commands) {
    addCommand(root, groups, printed, command, (found) => {
      request = found;
    });
  }
  try {
    root.parse([...words], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return interpretCommanderError(error, printed);
    throw error;
  }
  if (request === null) throw new UsageError('No command was given. `cordon --help` lists them.');
  return request;
}

/** Commander prints and exits by itself; here it only tells. */
function captureOutput(commander: Commander, printed: string[]): Commander {
  const capture = (text: string): void => {
    printed.push(text);
  };
  return commander
    .exitOverride()
    .configureOutput({ writeOut: capture, writeErr: capture, getOutHelpWidth: () => 100 });
}

function addCommand(
  root: Commander,
  groups: Map<string, Commander>,
  printed: string[],
  command: Command,
  found: (request: CommandLineRequest) => void,
): void {
  const [first = '', second, ...more] = command.name.split(' ');
  if (more.length > 0) throw new Error(`the command "${command.name}" has more than two words`);
  const parent = second === undefined ? root : groupNamed(root, groups, printed, first);
  const leaf = captureOutput(new Commander(second ?? first), printed)
    .description(command.description)
    .helpOption('--help', 'print this help')
    .allowExcessArguments(false);
  for (const name of command.arguments ?? []) leaf.argument(`<${name}>`);
  const declared = (command.options ?? []).map((option) => ({ option, shown: declare(leaf, option) }));
  if (command.secret !== undefined && 'prompt' in command.secret)
    leaf.option('--password-stdin', 'read the password from standard input');
  leaf.option('--json', 'print the answer as JSON');
  leaf.action(() => {
    const values: Readonly<Record<string, string | true | undefined>> = leaf.opts();
    const given = declared.flatMap(({ option, shown }) => {
      const value = values[shown.attributeName()];
      return value === undefined ? [] : [[option.name, value] as const];
    });
    const positional = (command.arguments ?? []).map(
      (name, index) => [name, leaf.args[index] ?? ''] as const,
    );
    found({
      kind: 'command',
      command,
      arguments: Object.fromEntries(positional),
      options: Object.fromEntries(given),
      json: values['json'] === true,
      passwordFromInput: values['passwordStdin'] === true,
    });
  });
  parent.addCommand(leaf);
  // `cordon policy` is a command and the group of `cordon policy diff` at once; its options end where the second word begins.
  if (second === undefined) groups.set(first, leaf.enablePositionalOptions());
}

function declare(leaf: Commander, { name, description, value, required }: CommandOption): Option {
  if (forbiddenOptions.includes(name) || name.startsWith('no-')) {
    throw new Error(`the option --${name} cannot be declared by a command`);
  }
  const option = new Option(value === undefined ? `--${name}` : `--${name} <${value}>`, description);
  option.makeOptionMandatory(required === true);
  leaf.addOption(option);
  return option;
}

function groupNamed(
  root: Commander,
  groups: Map<string, Commander>,
  printed: string[],
  name: string,
): Commander {
  const known = groups.get(name);
  if (known !== undefined) return known;
  const group = captureOutput(new Commander(name), printed)
    .description(`commands about ${name}`)
    .helpOption('--help', 'print this help')
    .helpCommand(false);
  root.addCommand(group);
  groups.set(name, group);
  return group;
}

function interpretCommanderError(error: CommanderError, printed: readonly string[]): CommandLineRequest {
  if (error.exitCode === 0) return { kind: 'text', text: printed.join('') };
  // `cordon` or `cordon users` alone: commander answers with the help.
  if (error.code === 'commander.help') throw new UsageError(`Which command?\n\n${printed.join('').trim()}`);
  throw new UsageError(`${usageMessage(error)} \`--help\` after a command tells its options.`);
}

/** Commander repeats an unknown option as it was typed, `--password=...` included: only the name is printed. */
function usageMessage({ code, message }: CommanderError): string {
  const plain = message.replace(/^error: /, '');
  if (code === 'commander.unknownOption') {
    const name = /'(--[a-z-]*|-.?)/i.exec(plain)?.[1] ?? '';
    return `There is no option ${name} here.`;
  }
  const [sentence = ''] = plain.split('\n');
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}${sentence.endsWith('.') ? '' : '.'}`;
}
