import { PassThrough, Readable } from 'node:stream';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { type Command, ConfigError, DomainError, StartupError } from '../../../src/shared/index.js';
import { exitCodes, runCommandLine } from '../../../src/transports/cli/index.js';
import { runCordon } from '../../helpers/run-cordon.js';
import { type CommandLineFixture, createCommandLineFixture } from './command-line-fixture.js';

let commandLine: CommandLineFixture;
const run: CommandLineFixture['run'] = (line, input) => commandLine.run(line, input);

beforeEach(() => {
  commandLine = createCommandLineFixture();
});

test.each([
  ['as text', [], 'a\\u009b31mb\\u001b[0m\\u202ec'],
  ['as JSON', ['--json'], '\\u009b31mb'],
])('escapes what could control a terminal, %s', async (_how, options, expected) => {
  const text = 'a\u009b31mb\u001b[0m\u202ec\u0085';
  commandLine.failWith(new DomainError({ reason: 'INVALID_INPUT', message: text }));

  const { errors } = await run(['users', 'show', 'ada', ...options]);

  expect(errors).toContain(expected);
  expect(errors.trimEnd()).toMatch(/^[ -~]+$/);
  if (options.length > 0) expect(JSON.parse(errors)).toMatchObject({ errors: [{ message: text }] });
});

describe('runCommandLine', () => {
  test('passes arguments and options to the command under their declared names', async () => {
    await run(['users', 'show', 'ada']);
    await run(['users', 'create', '--full-name', 'Ada L', '--username=ada', '--invite']);

    expect(commandLine.received).toEqual([
      { arguments: { user: 'ada' }, options: {}, secret: null },
      { arguments: {}, options: { username: 'ada', 'full-name': 'Ada L', invite: true }, secret: null },
    ]);
  });

  test('runs a paged command to its last page and prints no empty page', async () => {
    const text = await run(['count']);
    const json = await run(['count', '--json', '--from', '2']);

    expect(text).toEqual({ code: exitCodes.success, output: 'number 1\nnumber 3\n', errors: '' });
    expect(json.output).toBe('{"at":3}\n');
    expect(commandLine.received.map(({ options }) => options['from'])).toEqual([
      undefined,
      '2',
      '3',
      '2',
      '3',
    ]);
  });

  test('waits for a slow reader without collecting listeners', async () => {
    const output = new PassThrough({ highWaterMark: 1 });
    const counts: number[] = [];
    output.on('drain', () => counts.push(output.listenerCount('close')));
    output.resume();
    const before = output.listenerCount('close');

    await commandLine.run(['count'], '', output);

    expect(counts.length).toBeGreaterThan(1);
    expect(output.listenerCount('close')).toBe(before);
  });

  test('keeps the pages printed before a failure and returns the exit code of the failure', async () => {
    const command: Command = {
      name: 'half',
      description: 'Fails on the second page.',
      run: async ({ options }) => {
        if (options['from'] !== undefined) throw new DomainError({ reason: 'NOT_FOUND', message: 'Gone.' });
        return { data: 1, text: 'first', next: { from: '2' } };
      },
    };
    const output = new PassThrough();
    const errors = new PassThrough();
    const terminal = { input: Readable.from([]), output, errors };

    const code = await runCommandLine({ args: ['half'], version: '1.2.3', commands: [command], terminal });

    expect([code, String(output.read()), String(errors.read())]).toEqual([
      exitCodes.rejected,
      'first\n',
      expect.stringContaining('Gone.'),
    ]);
  });

  test('prints text, or one line of JSON with --json', async () => {
    expect(await run(['doctor'])).toEqual({ code: 0, output: 'fine\n', errors: '' });
    expect(await run(['doctor', '--json'])).toEqual({ code: 0, output: '{"fine":true}\n', errors: '' });
  });
});

describe('parsing', () => {
  test.each([
    ['no command', []],
    ['a group without its command', ['users']],
    ['an unknown command', ['userz']],
    ['an unknown second word', ['users', 'destroy']],
    ['a missing argument', ['users', 'show']],
    ['an argument too many', ['users', 'show', 'ada', 'bob']],
    ['a missing option', ['users', 'create', '--invite']],
    ['an option without its value', ['users', 'create', '--username']],
    ['an unknown option', ['doctor', '--fast']],
    ['help of an unknown command', ['help', 'userz']],
  ])('rejects %s as a usage error and runs nothing', async (_, line) => {
    const { code, output, errors } = await run(line);

    expect(code).toBe(exitCodes.usageError);
    expect(output).toBe('');
    expect(errors).toMatch(/^[A-Z].*[.?]/);
    expect(commandLine.received).toEqual([]);
  });

  test('prints the version', async () => {
    const version = { code: 0, output: '1.2.3\n', errors: '' };

    expect(await run(['--version'])).toEqual(version);
    expect(await run(['-v'])).toEqual(version);
  });

  test('prints help', async () => {
    expect((await run(['--help'])).output).toContain('doctor');
    expect((await run(['users', '--help'])).output).toContain('create');
    const help = (await run(['users', 'create', '--help'])).output;
    expect(help).toContain('--password-stdin');
    expect(help).toMatch(/--username <text> +The name\. Required\.\n/);
    expect(help).toMatch(/--full-name <text> +The full name\.\n/);
  });

  test('says in its help what the commands of each group do', async () => {
    const { stdout } = await runCordon(['--help'], {});

    expect(stdout).toMatch(/^ {2}data +Move all data to another database\.$/m);
    expect(stdout).not.toContain('Commands about');
  });

  test.each([
    [['-h'], ['--help']],
    [['help'], ['--help']],
    [
      ['help', 'users'],
      ['users', '--help'],
    ],
    [
      ['help', 'users', 'create'],
      ['users', 'create', '--help'],
    ],
    [
      ['users', 'create', '-h'],
      ['users', 'create', '--help'],
    ],
  ])('prints the same help for %j as for %j', async (short, long) => {
    const help = await run(long);

    expect(help).toMatchObject({ code: 0, errors: '' });
    expect(await run(short)).toEqual(help);
  });

  test('names the exit codes in its help', async () => {
    expect((await run(['--help'])).output).toContain('2 usage error');
  });
});

describe('a failure', () => {
  const refusal = new DomainError(
    {
      reason: 'USERNAME_TAKEN',
      message: 'The name is taken.',
      field: ['input', 'username'],
      detail: 'row 17',
    },
    { reason: 'PASSWORD_TOO_SHORT', message: 'Too short.', params: { minLength: 15 } },
  );

  test('of a rule exits with 1 and reports every refusal without its log details', async () => {
    commandLine.failWith(refusal);

    expect(await run(['doctor'])).toEqual({
      code: 1,
      output: '',
      errors: 'The name is taken. (USERNAME_TAKEN)\nToo short. (PASSWORD_TOO_SHORT)\n',
    });
    expect(JSON.parse((await run(['doctor', '--json'])).errors)).toEqual({
      errors: [
        { code: 'USERNAME_TAKEN', message: 'The name is taken.', field: ['input', 'username'] },
        { code: 'PASSWORD_TOO_SHORT', message: 'Too short.', params: { minLength: 15 } },
      ],
    });
  });

  test.each([
    [
      exitCodes.configurationError,
      new ConfigError([{ variable: 'PORT', problem: 'is odd', remedy: 'Fix it.' }]),
    ],
    [exitCodes.cannotStart, new StartupError('DATABASE_UNREACHABLE', 'No response.', 'Start it.')],
    [exitCodes.cannotStart, new DomainError({ reason: 'SERVICE_UNAVAILABLE', message: 'No response.' })],
    [exitCodes.internalError, new TypeError('x of undefined')],
  ])('exits with %i for its error class', async (code, error) => {
    commandLine.failWith(error);

    expect((await run(['doctor'])).code).toBe(code);
  });

  test('with an internal error prints the stack and not the message', async () => {
    commandLine.failWith(new Error('duplicate key: ada@example.com'));

    const { errors } = await run(['doctor']);

    expect(errors).toContain('run-command-line.test');
    expect(errors).not.toContain('ada@example.com');
  });
});
