import { expect, test } from '@jest/globals';
import { createApp } from '../src/app.js';
import { createCliCommands } from '../src/cli-runtime.js';
import { databaseCommandDeclarations } from '../src/command-catalogue.js';
import { readConfig } from '../src/platform/config/index.js';

test('the catalogue declares exactly the commands that the app implements', () => {
  const { commands } = createApp(readConfig({}), () => '');

  expect(databaseCommandDeclarations).toEqual(commands.map(({ run: _run, ...declaration }) => declaration));
});

test('every command of the command line has a unique name', () => {
  const readNothing = (): never => {
    throw new Error('no command was run');
  };
  const names = createCliCommands({ readConfig: readNothing, start: readNothing }).map(({ name }) => name);

  expect(new Set(names).size).toBe(names.length);
  expect(names).toEqual(expect.arrayContaining(['start', 'users list', 'policy diff', 'password check']));
});
