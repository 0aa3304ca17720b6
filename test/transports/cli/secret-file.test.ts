import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, expect, test } from '@jest/globals';
import type { CommandInput } from '../../../src/shared/index.js';
import { exitCodes, runCommandLine } from '../../../src/transports/cli/index.js';

const folder = mkdtempSync(join(tmpdir(), 'cordon-secret-file-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileOf(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function madeBy(make: (path: string) => unknown, name: string): string {
  const path = join(folder, name);
  make(path);
  return path;
}

/** Runs a command that takes a file; answers its exit code, what it was given, and what was printed. */
async function importFile(
  path: string,
): Promise<{ code: number; input: CommandInput | null; printed: string }> {
  let input: CommandInput | null = null;
  let printed = '';
  const streams = [new PassThrough(), new PassThrough()] as const;
  for (const stream of streams) stream.on('data', (chunk) => (printed += String(chunk)));
  const code = await runCommandLine({
    args: ['keys', 'import', path],
    version: '0.0.0',
    commands: [
      {
        name: 'keys import',
        description: 'test',
        arguments: ['file'],
        secret: { fileArgument: 'file' },
        run: async (given) => {
          input = given;
          return { data: null, text: '' };
        },
      },
    ],
    terminal: { input: new PassThrough() as never, output: streams[0], errors: streams[1] },
  });
  return { code, input, printed };
}

test('hands the file over as it stands, to a command that never sees the path opened', async () => {
  const { code, input } = await importFile(fileOf('key.pem', 'line one\nline two\n'));

  expect(code).toBe(exitCodes.success);
  expect(input).toMatchObject({ secret: 'line one\nline two\n' });
});

test.each([
  ['a file that is not there', () => join(folder, 'missing')],
  ['a folder', () => madeBy(mkdirSync, 'a-folder')],
  ['a pipe that nobody writes to', () => madeBy((path) => execFileSync('mkfifo', [path]), 'pipe')],
  ['a device without an end', () => '/dev/zero'],
  ['an empty file', () => fileOf('empty', '')],
  ['a file that is too long', () => fileOf('long', 's3cret'.repeat(2000))],
  ['a file that is no text', () => fileOf('noise', Buffer.from([0x73, 0xff, 0xfe, 0x00]))],
])('refuses %s with one line that repeats neither path nor content', async (_what, path) => {
  const { code, input, printed } = await importFile(path());

  expect({ code, input }).toEqual({ code: exitCodes.usage, input: null });
  expect(printed.trim().split('\n')).toHaveLength(1);
  expect(printed).not.toContain(folder);
  expect(printed).not.toContain('s3cret');
});

test('a command that takes a file takes no password from standard input', async () => {
  const printed = await importFile('--password-stdin');

  expect(printed.code).toBe(exitCodes.usage);
});
