import { PassThrough, Readable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { createApp } from '../src/app.js';
import { createCliCommands } from '../src/cli-runtime.js';
import { databaseCommandDeclarations } from '../src/command-catalogue.js';
import { readConfig } from '../src/platform/config/index.js';
import { runCommandLine } from '../src/transports/cli/index.js';

test('the catalogue declares exactly the commands that the app implements', () => {
  const { commands } = createApp(readConfig({}), () => '');

  expect(databaseCommandDeclarations).toEqual(commands.map(({ run: _run, ...declaration }) => declaration));
});

const readNothing = (): never => {
  throw new Error('no command was run');
};
const cliCommands = createCliCommands({ readConfig: readNothing, start: readNothing });

test('every command of the command line has a unique name', () => {
  const names = cliCommands.map(({ name }) => name);

  expect(new Set(names).size).toBe(names.length);
  expect(names).toEqual(expect.arrayContaining(['start', 'users list', 'policy diff', 'password check']));
});

describe('an option whose value has a form', () => {
  /** Free text, what only the server can judge, and files, which are read later. */
  const withoutForm = ['text', 'name', 'address', 'user', 'id', 'ip', 'role', 'cursor', 'file'];
  const options = cliCommands.flatMap((command) =>
    (command.options ?? []).map((option) => ({ command, option })),
  );
  const checked = options.filter(({ option }) => option.check !== undefined);

  test('is checked by the command line', () => {
    const unchecked = options
      .filter(({ option }) => option.value !== undefined && option.check === undefined)
      .filter(({ option }) => !withoutForm.includes(option.value ?? ''));

    expect(unchecked).toEqual([]);
    expect(checked.map(({ command, option }) => `${command.name} --${option.name}`)).toEqual([
      'start --workers',
      'keys rotate --publish-for',
      'keys rotate --algorithm',
      'keys import --publish-for',
      'keys import --algorithm',
      'users list --status',
      'users list --limit',
      'users disable --until',
      'audit tail --limit',
      'audit tail --outcome',
      'audit export --from',
      'audit verify --head',
      'audit verify --from',
      'password calibrate --target',
    ]);
  });

  test.each(checked)('exits with 2 when it has another, before anything runs (%#)', async (each) => {
    const { command, option } = each;
    const [output, errors] = [new PassThrough(), new PassThrough()];
    const others = (command.options ?? [])
      .filter(({ name, required }) => required === true && name !== option.name)
      .flatMap(({ name }) => [`--${name}`, 'x']);
    const positional = (command.arguments ?? []).map(() => 'x');

    const code = await runCommandLine({
      args: [...command.name.split(' '), ...positional, ...others, `--${option.name}`, 'a wrong value'],
      version: '0',
      commands: cliCommands,
      terminal: { input: Readable.from([]), output, errors },
    });

    expect(code).toBe(2);
    expect(output.read()).toBeNull();
    expect(String(errors.read())).toContain(`--${option.name} must be`);
  });
});
