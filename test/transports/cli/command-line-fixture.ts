import { PassThrough, Readable } from 'node:stream';
import type { Command, CommandInput } from '../../../src/shared/index.js';
import { runCommandLine } from '../../../src/transports/cli/index.js';

/** A command line with test commands and a terminal in memory. */
export interface CommandLineFixture {
  /** The inputs that the commands received, in order. */
  readonly received: CommandInput[];
  /** Makes every later command throw. */
  failWith(error: unknown): void;
  run(
    line: readonly string[],
    input?: string | Buffer,
    output?: PassThrough,
  ): Promise<{ readonly code: number; readonly output: string; readonly errors: string }>;
}

export function createCommandLineFixture(): CommandLineFixture {
  const received: CommandInput[] = [];
  let failure: unknown = null;
  const respond: Command['run'] = async (input) => {
    received.push(input);
    if (failure !== null) throw failure;
    return { data: { fine: true }, text: 'fine' };
  };
  const commands = createCommands(received, respond);
  return {
    received,
    failWith: (error) => {
      failure = error;
    },
    run: async (line, input = '', output = new PassThrough()) => {
      const errors = new PassThrough();
      const code = await runCommandLine({
        args: line,
        version: '1.2.3',
        commands,
        terminal: { input: Readable.from([Buffer.from(input)]), output, errors },
      });
      return { code, output: String(output.read() ?? ''), errors: String(errors.read() ?? '') };
    },
  };
}

function createCommands(received: CommandInput[], respond: Command['run']): readonly Command[] {
  return [
    { name: 'doctor', description: 'Checks.', run: respond },
    {
      name: 'count',
      description: 'Counts to three, one number per page; the second page is not printed.',
      options: [{ name: 'from', value: 'number', description: 'The first number.' }],
      run: async (input) => {
        received.push(input);
        const at = Number(input.options['from'] ?? 1);
        const text = at === 2 ? '' : `number ${at}`;
        return { data: { at }, text, ...(at < 3 ? { next: { from: String(at + 1) } } : {}) };
      },
    },
    { name: 'users show', description: 'Shows.', arguments: ['user'], run: respond },
    {
      name: 'users create',
      description: 'Creates.',
      options: [
        { name: 'username', value: 'text', required: true, description: 'The name.' },
        { name: 'full-name', value: 'text', description: 'The full name.' },
        { name: 'invite', description: 'Prints a link.' },
      ],
      secret: { prompt: 'Password', unlessOption: 'invite' },
      run: respond,
    },
  ];
}
