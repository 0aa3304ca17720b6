import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ensureBuilt, type ProgramResult, repositoryRoot, runNode } from '../helpers/run-program.js';

/** The example as a stranger has it: a folder of its own in which `cordon` is an installed package, found through its `exports`. */

let folder: string;
let example: string;

beforeAll(async () => {
  await ensureBuilt();
  folder = mkdtempSync(join(tmpdir(), 'cordon-example-'));
  example = join(folder, 'own-types');
  cpSync(`${repositoryRoot}examples/own-types`, example, {
    recursive: true,
    filter: (path) => !/\/(?:node_modules|\.cordon)(?:\/|$)/.test(path),
  });
  // What `npm install` makes of "file:../..", and of the development packages.
  mkdirSync(join(example, 'node_modules', '@types'), { recursive: true });
  symlinkSync(repositoryRoot, join(example, 'node_modules', 'cordon'));
  for (const name of ['typescript', '@types/node', 'undici-types']) {
    symlinkSync(`${repositoryRoot}node_modules/${name}`, join(example, 'node_modules', name));
  }
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<ProgramResult> {
  return runNode(words, { cwd: example, environment: { PATH: process.env['PATH'], ...environment } });
}

test('its own tests pass', async () => {
  const { exitCode, stdout } = await run(['--test']);

  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expect.stringMatching(/# pass [1-9]/) });
}, 90_000);

test('its types agree with those of the package', async () => {
  expect(await run(['node_modules/typescript/bin/tsc'])).toEqual({ exitCode: 0, stdout: '', stderr: '' });
}, 90_000);

test('the operator is told in one line what is wrong', async () => {
  const { exitCode, stderr } = await run(['server.js'], { CORDON_NOTES: 'on' });

  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/^CORDON_NOTES is not a variable of Cordon\. [^\n]+\n$/);
});

test('its README names every file that there is', () => {
  const readme = readFileSync(join(example, 'README.md'), 'utf8');
  const files = ['.', 'notes', 'test']
    .flatMap((place) => readdirSync(join(example, place)).map((file) => join(place, file)))
    .filter((file) => /\.(?:js|graphql)$/.test(file))
    .map((file) => `\`${file}\``);

  expect(files).toHaveLength(6);
  expect(files.filter((file) => !readme.includes(file))).toEqual([]);
});
