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

function createBy(create: (path: string) => unknown, name: string): string {
  const path = join(folder, name);
  create(path);
  return path;
}

/** Runs a command with a file argument; returns its exit code, its input and everything printed. */
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

test('passes the unchanged content of the file to the command', async () => {
  const { code, input } = await importFile(fileOf('key.pem', 'line one\nline two\n'));

  expect(code).toBe(exitCodes.success);
  expect(input).toMatchObject({ secret: 'line one\nline two\n' });
});

test.each([
  ['a missing file', () => join(folder, 'missing')],
  ['a folder', () => createBy(mkdirSync, 'a-folder')],
  ['a pipe without a writer', () => createBy((path) => execFileSync('mkfifo', [path]), 'pipe')],
  ['an endless device', () => '/dev/zero'],
  ['an empty file', () => fileOf('empty', '')],
  ['a file that is too long', () => fileOf('long', 's3cret'.repeat(2000))],
  ['a file that is not text', () => fileOf('noise', Buffer.from([0x73, 0xff, 0xfe, 0x00]))],
])('rejects %s with one line that contains neither path nor content', async (_what, path) => {
  const { code, input, printed } = await importFile(path());

  expect({ code, input }).toEqual({ code: exitCodes.usageError, input: null });
  expect(printed.trim().split('\n')).toHaveLength(1);
  expect(printed).not.toContain(folder);
  expect(printed).not.toContain('s3cret');
});

test('rejects --password-stdin for a command with a file argument', async () => {
  const printed = await importFile('--password-stdin');

  expect(printed.code).toBe(exitCodes.usageError);
});
