import { CommandRefusal } from '../../shared/index.js';
import { type ExitCode, exitCodes } from './exit-codes.js';
import { toFailure } from './failures.js';
import { outputsOf, type PagedCommand } from './paged-command.js';
import { type CommandLineRequest, parseCommandLine } from './parse-command-line.js';
import { readSecretFile } from './secret-file.js';
import { promptSecret, readSecret } from './secret-input.js';
import type { Terminal } from './terminal.js';
import { UsageError } from './usage-error.js';

/** One run of the command line. */
export interface CommandLine {
  /** The args after `cordon`. */
  readonly args: readonly string[];
  readonly version: string;
  readonly commands: readonly PagedCommand[];
  readonly terminal: Terminal;
}

/**
 * Runs one command: its answer goes to the output (as text, or as JSON with --json), a failure to the errors (likewise), and the exit code
 * is answered. Never throws. A secret is read from standard input or at a hidden prompt, never from the args.
 */
export async function runCommandLine({ args, version, commands, terminal }: CommandLine): Promise<ExitCode> {
  terminal.output.on('error', () => {});
  try {
    const request = parseCommandLine(args, commands, version);
    if (request.kind === 'text') {
      terminal.output.write(request.text);
      return exitCodes.success;
    }
    const secret = await readCommandSecret(request, terminal);
    const { arguments: positional, options } = request;
    for await (const output of outputsOf(request.command, { arguments: positional, options, secret })) {
      const { data, text, next } = output;
      if (text === '' && next !== undefined) continue;
      await print(terminal, request.json ? JSON.stringify(data) : text);
      // Whoever reads has gone (`| head`): the rest is for nobody.
      if (!terminal.output.writable) break;
    }
    return exitCodes.success;
  } catch (error) {
    if (error instanceof CommandRefusal) {
      await print(terminal, args.includes('--json') ? JSON.stringify(error.output.data) : error.output.text);
      return exitCodes.refused;
    }
    const { exitCode, text, errors } = toFailure(error);
    terminal.errors.write(`${args.includes('--json') ? JSON.stringify({ errors }) : text}\n`);
    return exitCode;
  }
}

async function readCommandSecret(
  {
    command,
    arguments: positional,
    options,
    passwordFromInput,
  }: Extract<CommandLineRequest, { kind: 'command' }>,
  terminal: Terminal,
): Promise<string | null> {
  if (command.secret === undefined) return null;
  if ('fileArgument' in command.secret) return readSecretFile(positional[command.secret.fileArgument] ?? '');
  const { prompt, unlessOption } = command.secret;
  const isSwitchedOff = unlessOption !== undefined && options[unlessOption] !== undefined;
  if (isSwitchedOff && passwordFromInput) {
    throw new UsageError(`--password-stdin and --${unlessOption} exclude each other.`);
  }
  if (isSwitchedOff) return null;
  return passwordFromInput ? readSecret(terminal.input) : promptSecret(terminal, prompt);
}

/** A command that says nothing prints nothing, not an empty line. Answers when whoever reads has kept up. */
async function print({ output }: Terminal, text: string): Promise<void> {
  if (text === '' || output.write(text.endsWith('\n') ? text : `${text}\n`)) return;
  await new Promise<void>((resolve) => {
    output.once('drain', resolve).once('close', resolve);
  });
}
