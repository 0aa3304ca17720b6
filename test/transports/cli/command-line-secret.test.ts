import { PassThrough, Readable } from 'node:stream';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Command } from '../../../src/shared/index.js';
import { exitCodes, runCommandLine } from '../../../src/transports/cli/index.js';
import { type CommandLineFixture, createCommandLineFixture } from './command-line-fixture.js';

let commandLine: CommandLineFixture;
const run: CommandLineFixture['run'] = (line, input) => commandLine.run(line, input);

beforeEach(() => {
  commandLine = createCommandLineFixture();
});

describe('a secret', () => {
  test('is read from standard input without its last line break and otherwise unchanged', async () => {
    await run(['users', 'create', '--username', 'ada', '--password-stdin'], ' two args \r\n');

    expect(commandLine.received[0]?.secret).toBe(' two args ');
  });

  test.each([
    [['--password', 'correct horse battery']],
    [['--password=correct horse battery']],
    [['-pcorrect horse battery']],
    [['--password-stdin=correct horse battery']],
  ])('is rejected in the arguments and not repeated: %j', async (extra) => {
    const { code, output, errors } = await run(['users', 'create', '--username', 'ada', ...extra]);

    expect(code).toBe(exitCodes.usageError);
    expect(output + errors).not.toContain('correct horse');
    expect(commandLine.received).toEqual([]);
  });

  test.each([
    ['is empty', ''],
    ['is only a line break', '\n'],
    ['is too long', 'x'.repeat(5000)],
    ['is not UTF-8', Buffer.from([0x70, 0xff])],
    ['is UTF-16', Buffer.from('\ufeffa long password', 'utf16le')],
  ])('that %s is rejected', async (_, input) => {
    const { code } = await run(['users', 'create', '--username', 'ada', '--password-stdin'], input);

    expect(code).toBe(exitCodes.usageError);
    expect(commandLine.received).toEqual([]);
  });

  test('that starts with a byte order mark or ends with line ends is what was typed', async () => {
    await run(['users', 'create', '--username', 'ada', '--password-stdin'], '\ufeff two args \r\n\n');

    expect(commandLine.received).toMatchObject([{ secret: ' two args ' }]);
  });

  test('is prompted for only on a terminal', async () => {
    const { code, errors } = await run(['users', 'create', '--username', 'ada'], 'piped by mistake\n');

    expect(code).toBe(exitCodes.usageError);
    expect(errors).toContain('--password-stdin');
  });

  test('is not read when an option makes it unnecessary, and both together are rejected', async () => {
    await run(['users', 'create', '--username', 'ada', '--invite'], 'not read');
    const both = await run(['users', 'create', '--username', 'ada', '--invite', '--password-stdin'], 'x');

    expect(commandLine.received.map(({ secret }) => secret)).toEqual([null]);
    expect(both.code).toBe(exitCodes.usageError);
  });

  test('cannot be declared as an option', async () => {
    const bad: Command = {
      name: 'bad',
      description: '',
      options: [{ name: 'password', value: 'text', description: '' }],
      run: async () => ({ data: null, text: '' }),
    };
    const errors = new PassThrough();
    const terminal = { input: Readable.from([]), output: new PassThrough(), errors };

    const code = await runCommandLine({ args: ['doctor'], version: '1', commands: [bad], terminal });

    expect(code).toBe(exitCodes.internalError);
  });
});
