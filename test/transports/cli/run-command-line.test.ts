import { PassThrough, Readable } from 'node:stream';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { ConfigError } from '../../../src/platform/config/index.js';
import { type Command, type CommandInput, DomainError, StartupError } from '../../../src/shared/index.js';
import { exitCodes, runCommandLine } from '../../../src/transports/cli/index.js';

let seen: CommandInput[];
let fails: unknown;

const commands: readonly Command[] = [
  { name: 'doctor', description: 'looks', run: async (input) => answer(input) },
  {
    name: 'count',
    description: 'counts to three, a number at a time, and keeps quiet about the second',
    options: [{ name: 'from', value: 'number', description: 'where to begin' }],
    run: async (input) => {
      seen.push(input);
      const at = Number(input.options['from'] ?? 1);
      const text = at === 2 ? '' : `number ${at}`;
      return { data: { at }, text, ...(at < 3 ? { next: { from: String(at + 1) } } : {}) };
    },
  },
  { name: 'users show', description: 'shows', arguments: ['user'], run: async (input) => answer(input) },
  {
    name: 'users create',
    description: 'creates',
    options: [
      { name: 'username', value: 'text', required: true, description: 'the name' },
      { name: 'full-name', value: 'text', description: 'the whole name' },
      { name: 'invite', description: 'prints a link' },
    ],
    secret: { prompt: 'Password', unlessOption: 'invite' },
    run: async (input) => answer(input),
  },
];

function answer(input: CommandInput) {
  seen.push(input);
  if (fails !== null) throw fails;
  return Promise.resolve({ data: { fine: true }, text: 'fine' });
}

beforeEach(() => {
  seen = [];
  fails = null;
});

async function run(line: readonly string[], input: string | Buffer = '') {
  const output = new PassThrough();
  const errors = new PassThrough();
  const code = await runCommandLine({
    args: line,
    version: '1.2.3',
    commands,
    terminal: { input: Readable.from([Buffer.from(input)]), output, errors },
  });
  return { code, output: String(output.read() ?? ''), errors: String(errors.read() ?? '') };
}

describe('a command', () => {
  test('gets its arguments and options by the names it declared', async () => {
    await run(['users', 'show', 'ada']);
    await run(['users', 'create', '--full-name', 'Ada L', '--username=ada', '--invite']);

    expect(seen).toEqual([
      { arguments: { user: 'ada' }, options: {}, secret: null },
      { arguments: {}, options: { username: 'ada', 'full-name': 'Ada L', invite: true }, secret: null },
    ]);
  });

  test('that goes on is asked again until it has told everything; what it keeps quiet about is not printed', async () => {
    const text = await run(['count']);
    const json = await run(['count', '--json', '--from', '2']);

    expect(text).toEqual({ code: exitCodes.success, output: 'number 1\nnumber 3\n', errors: '' });
    expect(json.output).toBe('{"at":3}\n');
    expect(seen.map(({ options }) => options['from'])).toEqual([undefined, '2', '3', '2', '3']);
  });

  test('that fails after its first answer keeps that answer and exits as it failed', async () => {
    const command: Command = {
      name: 'half',
      description: 'fails in the middle',
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
      exitCodes.refused,
      'first\n',
      expect.stringContaining('Gone.'),
    ]);
  });

  test('answers text for users and one line of JSON with --json', async () => {
    expect(await run(['doctor'])).toEqual({ code: 0, output: 'fine\n', errors: '' });
    expect(await run(['doctor', '--json'])).toEqual({ code: 0, output: '{"fine":true}\n', errors: '' });
  });
});

describe('the command line', () => {
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
  ])('refuses %s as wrong usage and tries nothing', async (_, line) => {
    const { code, output, errors } = await run(line);

    expect(code).toBe(exitCodes.usage);
    expect(output).toBe('');
    expect(errors).toMatch(/^[A-Z].*[.?]/);
    expect(seen).toEqual([]);
  });

  test('prints help and version when asked', async () => {
    expect(await run(['--version'])).toEqual({ code: 0, output: '1.2.3\n', errors: '' });
    expect((await run(['--help'])).output).toContain('doctor');
    expect((await run(['users', '--help'])).output).toContain('create');
    expect((await run(['users', 'create', '--help'])).output).toContain('--password-stdin');
  });
});

describe('a secret', () => {
  test('comes from standard input, without its last line break and otherwise untouched', async () => {
    await run(['users', 'create', '--username', 'ada', '--password-stdin'], ' two args \r\n');

    expect(seen[0]?.secret).toBe(' two args ');
  });

  test.each([
    [['--password', 'correct horse battery']],
    [['--password=correct horse battery']],
    [['-pcorrect horse battery']],
    [['--password-stdin=correct horse battery']],
  ])('in the args is refused and not repeated: %j', async (extra) => {
    const { code, output, errors } = await run(['users', 'create', '--username', 'ada', ...extra]);

    expect(code).toBe(exitCodes.usage);
    expect(output + errors).not.toContain('correct horse');
    expect(seen).toEqual([]);
  });

  test.each([
    ['is missing', ''],
    ['is a line break alone', '\n'],
    ['is too long', 'x'.repeat(5000)],
    ['is no UTF-8', Buffer.from([0x70, 0xff])],
  ])('that %s is refused', async (_, input) => {
    const { code } = await run(['users', 'create', '--username', 'ada', '--password-stdin'], input);

    expect(code).toBe(exitCodes.usage);
    expect(seen).toEqual([]);
  });

  test('is asked for only at a terminal', async () => {
    const { code, errors } = await run(['users', 'create', '--username', 'ada'], 'piped by mistake\n');

    expect(code).toBe(exitCodes.usage);
    expect(errors).toContain('--password-stdin');
  });

  test('is not read where an option makes it needless, and both at once are refused', async () => {
    await run(['users', 'create', '--username', 'ada', '--invite'], 'left alone');
    const both = await run(['users', 'create', '--username', 'ada', '--invite', '--password-stdin'], 'x');

    expect(seen.map(({ secret }) => secret)).toEqual([null]);
    expect(both.code).toBe(exitCodes.usage);
  });

  test('cannot be declared as an option', async () => {
    const bad: Command = {
      name: 'bad',
      description: '',
      options: [{ name: 'password', value: 'text', description: '' }],
      run: async (input) => answer(input),
    };
    const errors = new PassThrough();
    const terminal = { input: Readable.from([]), output: new PassThrough(), errors };

    const code = await runCommandLine({ args: ['doctor'], version: '1', commands: [bad], terminal });

    expect(code).toBe(exitCodes.fault);
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

  test('by a rule exits with 1 and tells every refusal, not what is for the log', async () => {
    fails = refusal;

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
    [exitCodes.configuration, new ConfigError([{ variable: 'PORT', problem: 'is odd', remedy: 'Mend it.' }])],
    [exitCodes.cannotStart, new StartupError('DATABASE_UNREACHABLE', 'Nobody answers.', 'Start it.')],
    [exitCodes.cannotStart, new DomainError({ reason: 'SERVICE_UNAVAILABLE', message: 'Nobody answers.' })],
    [exitCodes.fault, new TypeError('x of undefined')],
  ])('exits with %i for its kind', async (code, error) => {
    fails = error;

    expect((await run(['doctor'])).code).toBe(code);
  });

  test('of ours tells where, never what a driver said', async () => {
    fails = new Error('duplicate key: ada@example.com');

    const { errors } = await run(['doctor']);

    expect(errors).toContain('command-line.test');
    expect(errors).not.toContain('ada@example.com');
  });
});
