import { type InputRecord, NegativeResult } from '../../shared/index.js';
import { type ExitCode, exitCodes, UsageError } from './cli-errors.js';
import { escapeControls } from './escape-controls.js';
import { toFailure } from './failures.js';
import { outputsOf, type PagedCommand, withNextRecords } from './paged-command.js';
import { type CommandLineRequest, parseCommandLine } from './parse-command-line.js';
import { readRecordBatches } from './record-file.js';
import { readSecretFile } from './secret-file.js';
import { promptSecret, readSecret, type Terminal } from './secret-input.js';

export interface CommandLine {
  /** The arguments after `cordon`. */
  readonly args: readonly string[];
  readonly version: string;
  readonly commands: readonly PagedCommand[];
  readonly terminal: Terminal;
}

/**
 * Runs one command and returns its exit code. Prints the output, or the failure to `errors`, as text or with
 * --json as JSON. Never throws. Reads a secret from standard input or a hidden prompt, never from the
 * arguments.
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
    const { command, arguments: positional, options } = request;
    const { recordsArgument } = command;
    const batches =
      recordsArgument === undefined
        ? null
        : withProgress(readRecordBatches(positional[recordsArgument] ?? ''), terminal.errors);
    const input = await withNextRecords({ arguments: positional, options, secret }, batches);
    for await (const output of outputsOf(command, input, batches)) {
      const { data, text, next } = output;
      if (text === '' && next !== undefined) continue;
      await print(terminal, request.json ? JSON.stringify(data) : text);
      // The reader has closed the pipe (`| head`).
      if (!terminal.output.writable) break;
    }
    return exitCodes.success;
  } catch (error) {
    if (error instanceof NegativeResult) {
      await print(terminal, args.includes('--json') ? JSON.stringify(error.output.data) : error.output.text);
      return exitCodes.rejected;
    }
    const { exitCode, text, errors } = toFailure(error);
    terminal.errors.write(`${escapeControls(args.includes('--json') ? JSON.stringify({ errors }) : text)}\n`);
    return exitCode;
  }
}

const progressIntervalMs = 5_000;

/** Tells how many records have been read, every five seconds. */
async function* withProgress(
  batches: AsyncGenerator<readonly InputRecord[], void>,
  errors: Terminal['errors'],
): AsyncGenerator<readonly InputRecord[], void> {
  let count = 0;
  let lastMs = performance.now();
  for await (const batch of batches) {
    if (performance.now() - lastMs >= progressIntervalMs) {
      errors.write(`${count} records done\n`);
      lastMs = performance.now();
    }
    count += batch.length;
    yield batch;
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
    throw new UsageError(`--password-stdin and --${unlessOption} cannot be combined.`);
  }
  if (isSwitchedOff) return null;
  return passwordFromInput ? readSecret(terminal.input) : promptSecret(terminal, prompt);
}

/** Prints nothing, not an empty line, for an empty text. Waits until the reader has kept up. */
async function print({ output }: Terminal, unescaped: string): Promise<void> {
  const text = escapeControls(unescaped);
  if (text === '' || output.write(text.endsWith('\n') ? text : `${text}\n`)) return;
  await new Promise<void>((resolve) => {
    const proceed = (): void => {
      output.off('drain', proceed).off('close', proceed);
      resolve();
    };
    output.on('drain', proceed).on('close', proceed);
  });
}
