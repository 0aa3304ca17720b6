import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { createApp } from '../src/app.js';
import { createCliCommands } from '../src/cli-runtime.js';
import { databaseCommandDeclarations } from '../src/command-catalogue.js';
import { readConfig } from '../src/platform/config/index.js';
import { runCordon } from './helpers/run-cordon.js';

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

test('policy --schema names an unknown type, and a file that is not UTF-8', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cordon-policy-'));
  const file = join(folder, 'schema.graphql');
  const report = async (content: Buffer) => {
    writeFileSync(file, content);
    return runCordon(['policy', '--schema', file], {});
  };

  const unknownType = await report(Buffer.from('type Query { invoice: Invoice }'));
  const utf16 = await report(Buffer.from('type Query { a: Int }', 'utf16le'));
  rmSync(folder, { recursive: true });

  expect(unknownType).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('Unknown type "Invoice"'),
  });
  expect(utf16).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('save it as UTF-8') });
});
