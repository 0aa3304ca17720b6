import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { createCliCommands } from '../../src/cli-runtime.js';
import { readConfig } from '../../src/platform/config/index.js';
import { runCommandLine } from '../../src/transports/cli/run-command-line.js';
import { version } from '../../src/version.js';
import type { ProgramResult } from './run-program.js';

/**
 * Runs `cordon` with these arguments in this process. `input` is sent to standard input, which is closed
 * after it.
 */
export async function runCordon(
  args: readonly string[],
  environment: Readonly<Partial<Record<string, string>>>,
  input = '',
): Promise<ProgramResult> {
  const terminal = { input: new PassThrough(), output: new PassThrough(), errors: new PassThrough() };
  terminal.input.end(input);
  const stdout = text(terminal.output);
  const stderr = text(terminal.errors);
  const exitCode = await runCommandLine({
    args,
    version,
    commands: createCliCommands({
      readConfig: async () => readConfig(environment),
      start: () => Promise.reject(new Error('use createTestServer')),
    }),
    terminal,
  });
  terminal.output.end();
  terminal.errors.end();
  return { exitCode, stdout: await stdout, stderr: await stderr };
}
